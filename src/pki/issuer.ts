/**
 * Makes keys and certificates: ECDSA P-256, SHA-256, 128-bit random serial numbers. The X.509 library takes a tenth of
 * a second to load, so it is imported when something must be issued and not before.
 */
import { generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { PemPair } from './pem-pair.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
/** Clients whose clock is a little behind must not refuse a certificate that is new. */
const BACKDATE = 5 * 60_000;

export const AUTHORITY_LIFETIME = 3650 * DAY;
export const LEAF_LIFETIME = 365 * DAY;

export interface Issuance {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses. */
  readonly names?: readonly string[];
  readonly usage: 'server' | 'client';
}

export interface IssuerPorts {
  /** Wall clock, in milliseconds. */
  now(): number;
  randomBytes(size: number): Uint8Array;
}

async function loadLibrary(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
type Library = Awaited<ReturnType<typeof loadLibrary>>;

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly web: CryptoKeyPair;
}
type CryptoKeyPair = webcrypto.CryptoKeyPair;

function makeKeys(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey,
    web: {
      privateKey: privateKey.toCryptoKey(ALGORITHM, true, ['sign']),
      publicKey: publicKey.toCryptoKey(ALGORITHM, true, ['verify']),
    },
  };
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function validity(now: number, lifetime: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - BACKDATE), notAfter: new Date(now + lifetime) };
}

/** Positive and at most 20 octets, as RFC 5280 demands. */
function serialNumber(ports: IssuerPorts): string {
  const bytes = Buffer.from(ports.randomBytes(16));
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function subjectOf(issuance: Issuance): Record<string, string[]>[] {
  const organizations = (issuance.organizations ?? []).map((organization) => ({ O: [organization] }));
  return [...organizations, { CN: [issuance.commonName] }];
}

function alternativeNames(x509: Library, names: readonly string[] = []) {
  if (names.length === 0) return [];
  const values = names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [new x509.SubjectAlternativeNameExtension(values)];
}

/** Issues under one authority. */
export class Issuer {
  readonly #ports: IssuerPorts;

  constructor(ports: IssuerPorts) {
    this.#ports = ports;
  }

  async selfSigned(commonName: string): Promise<PemPair> {
    const x509 = await loadLibrary();
    const { KeyUsageFlags } = x509;
    const keys = makeKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: [{ CN: [commonName] }],
      keys: keys.web,
      serialNumber: serialNumber(this.#ports),
      signingAlgorithm: ALGORITHM,
      ...validity(this.#ports.now(), AUTHORITY_LIFETIME),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          KeyUsageFlags.digitalSignature |
            KeyUsageFlags.keyEncipherment |
            KeyUsageFlags.keyCertSign |
            KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.web.publicKey),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: commonName }]),
      ],
    });
    return { certificate: `${certificate.toString('pem')}\n`, privateKey: pem(keys.privateKey) };
  }

  async issue(authority: { certificate: string; privateKey: KeyObject }, issuance: Issuance): Promise<PemPair> {
    const x509 = await loadLibrary();
    const { KeyUsageFlags, ExtendedKeyUsage } = x509;
    const issuer = new x509.X509Certificate(authority.certificate);
    const keys = makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: subjectOf(issuance),
      issuer: issuer.subjectName,
      publicKey: keys.web.publicKey,
      signingKey: authority.privateKey.toCryptoKey(ALGORITHM, false, ['sign']),
      serialNumber: serialNumber(this.#ports),
      signingAlgorithm: ALGORITHM,
      ...validity(this.#ports.now(), LEAF_LIFETIME),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([
          issuance.usage === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth,
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ...alternativeNames(x509, issuance.names),
      ],
    });
    return { certificate: `${certificate.toString('pem')}\n`, privateKey: pem(keys.privateKey) };
  }
}
