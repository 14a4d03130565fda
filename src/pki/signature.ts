import type { KeyObject } from 'node:crypto';
import * as der from './der.ts';

export interface Signature {
  /** As `crypto.sign` takes it. */
  readonly digest: string | null;
  /** DER of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
}

const NULL = Buffer.from([0x05, 0x00]);
/** By the type of the signing key: an authority that was brought along, such as kubeadm's, may be RSA. */
const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ['ec', { digest: 'sha256', algorithm: der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2')) }],
  ['rsa', { digest: 'sha256', algorithm: der.sequence(der.objectIdentifier('1.2.840.113549.1.1.11'), NULL) }],
  ['ed25519', { digest: null, algorithm: der.sequence(der.objectIdentifier('1.3.101.112')) }],
]);

/** How an authority signs. @throws Error for a type of key that cannot */
export function signatureWith(key: KeyObject): Signature {
  const signature = SIGNATURES.get(key.asymmetricKeyType ?? '');
  if (!signature) throw new Error(`keys of type ${key.asymmetricKeyType} cannot sign certificates`);
  return signature;
}
