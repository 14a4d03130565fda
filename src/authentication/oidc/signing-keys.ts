import { createHash } from 'node:crypto';
import { type CryptoKey, compactVerify, createLocalJWKSet, errors, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { TokenError } from './token-error.ts';

/** The keys that an issuer signs with at one time: a JSON Web Key Set (RFC 7517). */
export class SigningKeys {
  /** Of the document, for telling one set from another. */
  readonly hash: string;
  readonly #keys: LocalJWKSet;

  /** @throws Error when it is no key set */
  constructor(document: Buffer) {
    this.#keys = createLocalJWKSet(parseDocument(document, 'key set') as unknown as JSONWebKeySet);
    this.hash = createHash('sha256').update(document).digest('hex');
  }

  /** @returns whether one of the keys has signed it @throws TokenError when no key could make it good */
  async hasSigned(token: string, algorithms: readonly string[]): Promise<boolean> {
    try {
      return await isSignedBy(token, this.#keys, algorithms);
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return this.#tryEach(token, algorithms, error);
      if (error instanceof errors.JWKSNoMatchingKey) return false;
      throw new TokenError((error as Error).message);
    }
  }

  /** A token without a key id may be signed by any of those that fit. */
  async #tryEach(token: string, algorithms: readonly string[], candidates: AsyncIterable<CryptoKey>): Promise<boolean> {
    for await (const key of candidates) if (await isSignedBy(token, key, algorithms)) return true;
    return false;
  }
}

async function isSignedBy(
  token: string,
  keys: LocalJWKSet | CryptoKey,
  algorithms: readonly string[],
): Promise<boolean> {
  const options = { algorithms: [...algorithms] };
  try {
    await (typeof keys === 'function' ? compactVerify(token, keys, options) : compactVerify(token, keys, options));
    return true;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false;
    throw error;
  }
}

/**
 * Where an issuer's keys are, by its discovery document (OpenID Connect Discovery 1.0, 4.2).
 * @throws Error when it is the document of another issuer, or names no address over TLS
 */
export function keySetAddress(document: Buffer, issuer: string): string {
  const { issuer: said, jwks_uri: address } = parseDocument(document, 'discovery document');
  if (said !== issuer) throw new Error(`the discovery document is not of the issuer ${JSON.stringify(issuer)}`);
  if (typeof address !== 'string' || !URL.canParse(address) || new URL(address).protocol !== 'https:') {
    throw new Error('the discovery document has no jwks_uri that is an https:// address');
  }
  return address;
}

/** Threat: what an address answers is not for the log; a parser would quote it. */
function parseDocument(document: Buffer, what: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document.toString());
  } catch {
    parsed = undefined;
  }
  if (!isJsonObject(parsed)) throw new Error(`the ${what} is no JSON object`);
  return parsed;
}
