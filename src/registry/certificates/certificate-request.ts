/** PKCS#10 certificate requests (RFC 2986): is it one, and does its key own it. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  BIT_STRING,
  contentOf,
  type DerElement,
  DerError,
  OBJECT_IDENTIFIER,
  readDer,
  readInside,
  SEQUENCE,
} from './der.ts';
import { pemBlocks } from './pem.ts';

/** Signature algorithms by their object identifier's bytes; the weak ones (MD5, SHA-1) are left out on purpose. */
const ALGORITHMS: ReadonlyMap<string, { readonly digest: string | null; readonly keyType: string }> = new Map([
  ['2a864886f70d01010b', { digest: 'sha256', keyType: 'rsa' }],
  ['2a864886f70d01010c', { digest: 'sha384', keyType: 'rsa' }],
  ['2a864886f70d01010d', { digest: 'sha512', keyType: 'rsa' }],
  ['2a8648ce3d040302', { digest: 'sha256', keyType: 'ec' }],
  ['2a8648ce3d040303', { digest: 'sha384', keyType: 'ec' }],
  ['2a8648ce3d040304', { digest: 'sha512', keyType: 'ec' }],
  ['2b6570', { digest: null, keyType: 'ed25519' }],
]);

const PUBLIC_KEY_INFO = 2;

/** What is wrong with a PEM-encoded request, nothing when all is well. */
export function certificateRequestError(pem: string): string | undefined {
  const [block] = pemBlocks(pem);
  if (block?.label !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  try {
    return signatureError(block.der);
  } catch (error) {
    if (error instanceof DerError) return error.message;
    return `x509: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function signatureError(der: Buffer): string | undefined {
  const [request, ...trailing] = readDer(der);
  if (trailing.length > 0) return 'asn1: syntax error: trailing data';
  const [info, algorithm, signature] = readInside(request, SEQUENCE);
  const scheme = ALGORITHMS.get(algorithmOf(algorithm));
  if (!scheme) return 'x509: cannot verify signature: algorithm unimplemented';
  const key = publicKeyOf(info);
  if (key.asymmetricKeyType !== scheme.keyType) return "x509: signature algorithm doesn't match the key";
  // A bit string's first byte counts its unused bits.
  const bits = contentOf(signature, BIT_STRING).subarray(1);
  return verify(scheme.digest, info!.whole, key, bits) ? undefined : 'x509: signature verification failed';
}

function algorithmOf(algorithm: DerElement | undefined): string {
  const [identifier] = readInside(algorithm, SEQUENCE);
  return contentOf(identifier, OBJECT_IDENTIFIER).toString('hex');
}

function publicKeyOf(info: DerElement | undefined): KeyObject {
  const key = readInside(info, SEQUENCE)[PUBLIC_KEY_INFO];
  contentOf(key, SEQUENCE);
  return createPublicKey({ key: key!.whole, format: 'der', type: 'spki' });
}
