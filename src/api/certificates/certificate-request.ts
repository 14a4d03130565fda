/** PKCS#10 certificate requests (RFC 2986), as strangers send them: what they ask for, and does their key own them. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type AlternativeNames, readAlternativeNames } from './alternative-names.ts';
import {
  BIT_STRING,
  contentOf,
  contextTag,
  type DerElement,
  DerError,
  readDer,
  readInside,
  readObjectIdentifier,
  SEQUENCE,
} from './der.ts';
import { pemBlocks } from './pem.ts';
import { readSubject, type Subject } from './subject.ts';

export interface CertificateRequest {
  readonly subject: Subject;
  readonly alternativeNames: AlternativeNames;
  readonly publicKey: KeyObject;
}

/** The text is no request, or its signature is not its key's. The message is Go's as far as it says the same. */
export class CertificateRequestError extends Error {
  override readonly name = 'CertificateRequestError';
}

/** A kind of key, with what Go says of it. */
interface KeyKind {
  /** As Node has it. */
  readonly type: string;
  readonly name: string;
  readonly goType: string;
  readonly failure: string;
}
const RSA: KeyKind = {
  type: 'rsa',
  name: 'RSA',
  goType: '*rsa.PublicKey',
  failure: 'crypto/rsa: verification error',
};
const ECDSA: KeyKind = {
  type: 'ec',
  name: 'ECDSA',
  goType: '*ecdsa.PublicKey',
  failure: 'x509: ECDSA verification failure',
};
const ED25519: KeyKind = {
  type: 'ed25519',
  name: 'Ed25519',
  goType: 'ed25519.PublicKey',
  failure: 'x509: Ed25519 verification failure',
};
const KEY_KINDS = [RSA, ECDSA, ED25519];

/** Signature algorithms by their object identifiers. */
const ALGORITHMS: ReadonlyMap<string, { readonly digest: string | null; readonly key: KeyKind }> = new Map([
  ['1.2.840.113549.1.1.11', { digest: 'sha256', key: RSA }],
  ['1.2.840.113549.1.1.12', { digest: 'sha384', key: RSA }],
  ['1.2.840.113549.1.1.13', { digest: 'sha512', key: RSA }],
  ['1.2.840.10045.4.3.2', { digest: 'sha256', key: ECDSA }],
  ['1.2.840.10045.4.3.3', { digest: 'sha384', key: ECDSA }],
  ['1.2.840.10045.4.3.4', { digest: 'sha512', key: ECDSA }],
  ['1.3.101.112', { digest: null, key: ED25519 }],
]);

/** Refused on purpose, SHA-1 too, which upstream still lets sign requests. */
const INSECURE_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'MD5-RSA'],
  ['1.2.840.113549.1.1.5', 'SHA1-RSA'],
  ['1.2.840.10045.4.1', 'ECDSA-SHA1'],
]);

/**
 * Reads a PEM-encoded request whose signature is good.
 * @throws CertificateRequestError and nothing else
 */
export function readCertificateRequest(pem: string): CertificateRequest {
  const [block] = pemBlocks(pem);
  if (block?.label !== 'CERTIFICATE REQUEST') {
    throw new CertificateRequestError('PEM block type must be CERTIFICATE REQUEST');
  }
  try {
    return read(block.der);
  } catch (error) {
    if (error instanceof DerError) throw new CertificateRequestError(error.message);
    throw new CertificateRequestError(`x509: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is wrong with a PEM-encoded request, nothing when all is well. */
export function certificateRequestError(pem: string): string | undefined {
  try {
    readCertificateRequest(pem);
    return undefined;
  } catch (error) {
    return (error as CertificateRequestError).message;
  }
}

function read(der: Buffer): CertificateRequest {
  const [request, ...trailing] = readDer(der);
  if (trailing.length > 0) throw new DerError('asn1: syntax error: trailing data');
  const [info, algorithm, signature] = readInside(request, SEQUENCE);
  const [, subject, keyInfo, attributes] = readInside(info, SEQUENCE);
  const publicKey = publicKeyOf(keyInfo);
  checkSignature(info!, algorithm, signature, publicKey);
  return {
    subject: readSubject(subject),
    alternativeNames: readAlternativeNames(attributes?.tag === contextTag(0) ? readDer(attributes.content) : []),
    publicKey,
  };
}

function checkSignature(
  info: DerElement,
  algorithm: DerElement | undefined,
  signature: DerElement | undefined,
  key: KeyObject,
): void {
  const scheme = schemeOf(readObjectIdentifier(readInside(algorithm, SEQUENCE)[0]));
  if (key.asymmetricKeyType !== scheme.key.type) {
    const found = KEY_KINDS.find(({ type }) => type === key.asymmetricKeyType)?.goType ?? 'unknown';
    throw new DerError(
      `x509: signature algorithm specifies an ${scheme.key.name} public key, but have public key of type ${found}`,
    );
  }
  // A bit string's first byte counts its unused bits.
  const bits = contentOf(signature, BIT_STRING).subarray(1);
  if (!verify(scheme.digest, info.whole, key, bits)) throw new DerError(scheme.key.failure);
}

function schemeOf(identifier: string) {
  const insecure = INSECURE_ALGORITHMS.get(identifier);
  if (insecure) throw new DerError(`x509: cannot verify signature: insecure algorithm ${insecure}`);
  const scheme = ALGORITHMS.get(identifier);
  if (!scheme) throw new DerError('x509: cannot verify signature: algorithm unimplemented');
  return scheme;
}

function publicKeyOf(keyInfo: DerElement | undefined): KeyObject {
  contentOf(keyInfo, SEQUENCE);
  return createPublicKey({ key: keyInfo!.whole, format: 'der', type: 'spki' });
}
