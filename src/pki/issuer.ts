import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateContent,
  distinguishedName,
  extendedKeyUsage,
  issuerFacts,
  keyIdentifier,
  keyUsage,
  type Purpose,
  signCertificate,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from './certificate.ts';
import type { PemPair } from './pem-pair.ts';

const DAY = 86_400_000;
/** Clients whose clock is a little behind must not refuse a certificate that is new. */
const BACKDATE = 5 * 60_000;

const AUTHORITY_LIFETIME = 3650 * DAY;
const LEAF_LIFETIME = 365 * DAY;

export interface Issuance {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses. */
  readonly names?: readonly string[];
  readonly usage: Purpose;
}

/** Who signs. */
export interface Signer {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

export interface IssuerPorts {
  /** Wall clock, in milliseconds. */
  now(): number;
  randomBytes(size: number): Uint8Array;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Makes P-256 keys, and certificates with random serial numbers for them. */
export class Issuer {
  readonly #ports: IssuerPorts;

  constructor(ports: IssuerPorts) {
    this.#ports = ports;
  }

  /** An authority. */
  selfSigned(commonName: string): PemPair {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = distinguishedName(commonName);
    const extensions = [
      basicConstraints(true),
      keyUsage(true),
      subjectKeyIdentifier(keyIdentifier(keys.publicKey)),
      subjectAlternativeName([commonName]),
    ];
    const content = this.#content(
      { issuer: name, subject: name, publicKey: keys.publicKey, extensions },
      AUTHORITY_LIFETIME,
    );
    return this.#pair(content, keys.privateKey, keys.privateKey);
  }

  issue(signer: Signer, issuance: Issuance): PemPair {
    const { commonName, organizations, names = [], usage } = issuance;
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const authority = issuerFacts(new X509Certificate(signer.certificate).raw);
    const extensions = [
      basicConstraints(false),
      keyUsage(false),
      extendedKeyUsage(usage),
      ...(authority.keyIdentifier ? [authorityKeyIdentifier(authority.keyIdentifier)] : []),
      ...(names.length > 0 ? [subjectAlternativeName(names)] : []),
    ];
    const subject = distinguishedName(commonName, organizations);
    const content = { issuer: authority.subject, subject, publicKey: keys.publicKey, extensions };
    return this.#pair(this.#content(content, LEAF_LIFETIME), keys.privateKey, signer.privateKey);
  }

  #content(
    what: Pick<CertificateContent, 'issuer' | 'subject' | 'publicKey' | 'extensions'>,
    lifetime: number,
  ): CertificateContent {
    const now = this.#ports.now();
    const validity = { notBefore: new Date(now - BACKDATE), notAfter: new Date(now + lifetime) };
    return { ...what, ...validity, serialNumber: this.#serialNumber() };
  }

  /** 127 random bits: within the 20 octets of RFC 5280 (4.1.2.2), and not zero but once in an eternity. */
  #serialNumber(): Uint8Array {
    const octets = Buffer.from(this.#ports.randomBytes(16));
    octets[0]! &= 0x7f;
    return octets;
  }

  #pair(content: CertificateContent, own: KeyObject, signing: KeyObject): PemPair {
    const privateKey = own.export({ type: 'pkcs8', format: 'pem' }) as string;
    return { certificate: pem('CERTIFICATE', signCertificate(content, signing)), privateKey };
  }
}
