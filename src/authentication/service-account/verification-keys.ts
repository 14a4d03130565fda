/** The public keys that service account tokens are verified with, and how they are told to others (RFC 7517). */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../../api/object.ts';
import type { UnverifiedJwt } from '../jwt.ts';

export interface VerificationKey {
  /** As upstream derives it: the SHA-256 of the key's DER form. */
  readonly id: string;
  /** The one JWS algorithm that this key is used with. */
  readonly algorithm: string;
  readonly key: KeyObject;
}

const CURVES: ReadonlyMap<string | undefined, string> = new Map([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
]);

/** Undefined for a key that upstream does not sign tokens with. */
export function algorithmOf(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  return key.asymmetricKeyType === 'ec' ? CURVES.get(key.asymmetricKeyDetails?.namedCurve) : undefined;
}

/** @param key public, or the private one that it belongs to @throws Error for a key of another kind */
export function verificationKey(key: KeyObject): VerificationKey {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const algorithm = algorithmOf(publicKey);
  if (algorithm === undefined) throw new Error('it must be an RSA key, or one of the curves P-256, P-384 and P-521');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { id: hash('sha256', der, 'base64url'), algorithm, key: publicKey };
}

/** Several, so that keys can be replaced while tokens of the old ones are still in use. */
export class VerificationKeys {
  /** By id. */
  readonly #keys: ReadonlyMap<string, VerificationKey>;

  constructor(keys: readonly KeyObject[]) {
    this.#keys = new Map(keys.map(verificationKey).map((key) => [key.id, key]));
  }

  get all(): VerificationKey[] {
    return [...this.#keys.values()];
  }

  /** Whether one of the keys has signed the token. A token that names its key is held against that one only. */
  async verify(token: string, { header: { kid } }: UnverifiedJwt): Promise<boolean> {
    for (const key of this.#candidates(kid)) if (await hasSigned(key, token)) return true;
    return false;
  }

  #candidates(id: unknown): VerificationKey[] {
    if (id === undefined || id === '') return this.all;
    const named = typeof id === 'string' ? this.#keys.get(id) : undefined;
    return named ? [named] : [];
  }
}

/** Threat: the algorithm is the key's, never the token's choice. */
async function hasSigned({ key, algorithm }: VerificationKey, token: string): Promise<boolean> {
  const { compactVerify } = await import('jose/jws/compact/verify');
  try {
    await compactVerify(token, key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

export function jsonWebKey({ id, algorithm, key }: VerificationKey): JsonObject {
  const { kty, ...parameters } = key.export({ format: 'jwk' });
  return { use: 'sig', kty, kid: id, alg: algorithm, ...parameters };
}
