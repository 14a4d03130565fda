/** Reading claims. Threat: names come from the configuration, but keys of the object from the token: own keys only. */
import type { JsonObject } from '../../api/object.ts';
import { TokenError } from './token-error.ts';

export type Claims = Readonly<JsonObject>;

export function hasClaim(claims: Claims, name: string): boolean {
  return Object.hasOwn(claims, name);
}

/** @throws TokenError when it is absent or no string */
export function stringClaim(claims: Claims, name: string): string {
  if (!hasClaim(claims, name)) throw new TokenError(`the claim ${JSON.stringify(name)} is not present`);
  const value: unknown = claims[name];
  if (typeof value !== 'string') throw new TokenError(`the claim ${JSON.stringify(name)} is not a string`);
  return value;
}

/** A string counts as a list of one, null as none. @throws TokenError when it is neither */
export function stringsClaim(claims: Claims, name: string): readonly string[] {
  const value: unknown = claims[name] ?? [];
  if (typeof value === 'string') return [value];
  if (isStrings(value)) return value;
  throw new TokenError(`the claim ${JSON.stringify(name)} is neither a string nor a list of strings`);
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
