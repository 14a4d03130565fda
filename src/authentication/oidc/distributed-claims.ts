/** Claims that a token does not hold but names a place for (OpenID Connect Core 1.0, 5.6.2): groups that are too many. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { type Claims, hasClaim } from './claims.ts';
import { TokenError } from './token-error.ts';

export interface ClaimSource {
  readonly endpoint: string;
  /** Sent to the endpoint as a bearer token; empty: none. */
  readonly accessToken: string;
}

/**
 * Where this claim is to be had; undefined when the token holds it, or says nothing about it.
 * @throws TokenError when what it says makes no sense
 */
export function sourceOf(claims: Claims, claim: string): ClaimSource | undefined {
  if (hasClaim(claims, claim) || !hasClaim(claims, '_claim_names')) return undefined;
  const name = ownValue(ownObject(claims, '_claim_names'), claim);
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw new TokenError('a distributed claim names no source');
  const source = ownObject(ownObject(claims, '_claim_sources'), name);
  const endpoint = ownValue(source, 'endpoint') ?? '';
  const accessToken = ownValue(source, 'access_token') ?? '';
  if (typeof endpoint !== 'string' || typeof accessToken !== 'string') {
    throw new TokenError('the source of a distributed claim is malformed');
  }
  // Aggregated claims have none: as upstream, they are not read.
  return endpoint === '' ? undefined : { endpoint, accessToken };
}

/** @throws TokenError when what its source says does not hold the claim */
export function withClaim(claims: Claims, claim: string, answered: Claims): Claims {
  if (!hasClaim(answered, claim)) throw new TokenError('the source of a distributed claim does not have it');
  return { ...claims, [claim]: answered[claim] };
}

function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function ownObject(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  if (!isJsonObject(value)) throw new TokenError(`distributed claims without ${JSON.stringify(key)}`);
  return value;
}
