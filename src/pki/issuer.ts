import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateRequest } from '../api/certificates/certificate-request.ts';
import { pem } from '../api/certificates/pem.ts';
import {
  type CertificateContent,
  distinguishedName,
  issuerFacts,
  signCertificate,
  subjectName,
} from './certificate.ts';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  CLIENT_AUTH,
  extendedKeyUsage,
  KeyUsage,
  keyIdentifier,
  keyUsage,
  SERVER_AUTH,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from './extensions.ts';
import type { PemPair } from './pem-pair.ts';
import { certificateUsages } from './usages.ts';
import { BACKDATE, requestedValidity, type Validity } from './validity.ts';

const DAY = 86_400_000;

const AUTHORITY_LIFETIME = 3650 * DAY;
export const LEAF_LIFETIME = 365 * DAY;

const PURPOSES = { server: SERVER_AUTH, client: CLIENT_AUTH } as const;
const LEAF_USAGE = keyUsage([KeyUsage.digitalSignature, KeyUsage.keyEncipherment]);
const AUTHORITY_USAGE = keyUsage([
  KeyUsage.digitalSignature,
  KeyUsage.keyEncipherment,
  KeyUsage.keyCertSign,
  KeyUsage.cRLSign,
]);

/** A leaf of the control plane's own, with a new key. */
export interface Issuance {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses. */
  readonly names?: readonly string[];
  readonly usage: keyof typeof PURPOSES;
  /** In milliseconds; default: a year. */
  readonly lifetime?: number;
}

/** What somebody asked for who has a key. Whether they may have it was decided before. */
export interface RequestedIssuance {
  readonly request: CertificateRequest;
  /** Of the certificates API: `client auth`. */
  readonly usages: readonly string[];
  /** In milliseconds. */
  readonly lifetime: number;
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

/** What differs from certificate to certificate of one signer. */
type Leaf = Pick<CertificateContent, 'subject' | 'publicKey' | 'extensions'> & { readonly validity: Validity };

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pairOf(certificate: string, privateKey: KeyObject): PemPair {
  return { certificate, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

/** An authority's extensions, but for what names its own issuer. */
function authorityExtensions(publicKey: KeyObject): Buffer[] {
  return [basicConstraints(true), AUTHORITY_USAGE, subjectKeyIdentifier(keyIdentifier(publicKey))];
}

/** Makes P-256 keys, and certificates with random serial numbers for them and for keys of others. */
export class Issuer {
  readonly #ports: IssuerPorts;

  constructor(ports: IssuerPorts) {
    this.#ports = ports;
  }

  /** An authority. */
  selfSigned(commonName: string): PemPair {
    const { publicKey, privateKey } = newKeys();
    const name = distinguishedName(commonName);
    const extensions = [...authorityExtensions(publicKey), ...subjectAlternativeName(alternativeNames([commonName]))];
    const content = { issuer: name, subject: name, publicKey, extensions, ...this.#validity(AUTHORITY_LIFETIME) };
    return pairOf(this.#sign(content, privateKey), privateKey);
  }

  /**
   * A second certificate of an authority, signed by another: who trusts the other only can trust what the first issues.
   * It ends when the first of the two does.
   */
  crossSign(signer: Signer, authority: string): string {
    const { raw, validToDate } = new X509Certificate(authority);
    const publicKey = createPublicKey(authority);
    const validity = { ...this.#validity(AUTHORITY_LIFETIME) };
    const end = Math.min(validToDate.getTime(), endOf(signer), validity.notAfter.getTime());
    return this.#issued(signer, {
      subject: issuerFacts(raw).subject,
      publicKey,
      extensions: authorityExtensions(publicKey),
      validity: { ...validity, notAfter: new Date(end) },
    });
  }

  issue(signer: Signer, issuance: Issuance): PemPair {
    const { commonName, organizations, names = [], usage, lifetime = LEAF_LIFETIME } = issuance;
    const { publicKey, privateKey } = newKeys();
    const extensions = [
      basicConstraints(false),
      LEAF_USAGE,
      extendedKeyUsage([PURPOSES[usage]]),
      ...subjectAlternativeName(alternativeNames(names)),
    ];
    const subject = distinguishedName(commonName, organizations);
    const certificate = this.#issued(signer, { subject, publicKey, extensions, validity: this.#validity(lifetime) });
    return pairOf(certificate, privateKey);
  }

  /**
   * Subject and names are written anew from what was read: what was judged is what is signed, and no extension that was
   * asked for is taken over but the names.
   * @returns PEM
   */
  issueRequested(signer: Signer, { request, usages, lifetime }: RequestedIssuance): string {
    const { subject, alternativeNames: names, publicKey } = request;
    const { bits, purposes } = certificateUsages(usages);
    const extensions = [
      basicConstraints(false),
      ...(bits.length > 0 ? [keyUsage(bits)] : []),
      ...(purposes.length > 0 ? [extendedKeyUsage(purposes)] : []),
      ...subjectAlternativeName(names, subject.attributes.length === 0),
    ];
    const validity = requestedValidity(this.#ports.now(), lifetime, endOf(signer));
    return this.#issued(signer, { subject: subjectName(subject.attributes), publicKey, extensions, validity });
  }

  #issued(signer: Signer, { validity, extensions, ...leaf }: Leaf): string {
    const authority = issuerFacts(new X509Certificate(signer.certificate).raw);
    const issuedBy = authority.keyIdentifier ? [authorityKeyIdentifier(authority.keyIdentifier)] : [];
    const content = { ...leaf, ...validity, issuer: authority.subject, extensions: [...extensions, ...issuedBy] };
    return this.#sign(content, signer.privateKey);
  }

  #sign(content: Omit<CertificateContent, 'serialNumber'>, key: KeyObject): string {
    return pem('CERTIFICATE', signCertificate({ ...content, serialNumber: this.#serialNumber() }, key));
  }

  #validity(lifetime: number): Validity {
    const now = this.#ports.now();
    return { notBefore: new Date(now - BACKDATE), notAfter: new Date(now + lifetime) };
  }

  /** 127 random bits: within the 20 octets of RFC 5280 (4.1.2.2), and not zero but once in an eternity. */
  #serialNumber(): Uint8Array {
    const octets = Buffer.from(this.#ports.randomBytes(16));
    octets[0]! &= 0x7f;
    return octets;
  }
}

function endOf({ certificate }: Signer): number {
  return new X509Certificate(certificate).validToDate.getTime();
}
