import type { Claims } from './claims.ts';
import { isStrings } from './claims.ts';
import { TokenError } from './token-error.ts';

/** Clocks differ: a token may come from the future by this much. None outlives its end. */
const LEEWAY = 60_000;

/** Milliseconds. @throws TokenError when there is one that is no number */
export function timeClaim(claims: Claims, name: 'exp' | 'nbf' | 'iat'): number | undefined {
  const value: unknown = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TokenError(`the claim "${name}" is no number`);
  return value * 1000;
}

/** @returns when it expires, in milliseconds @throws TokenError when it is not good at this time */
export function checkTimes(claims: Claims, now: number): number {
  const expiresAt = timeClaim(claims, 'exp');
  if (expiresAt === undefined) throw new TokenError('it has no expiry');
  if (now >= expiresAt) throw new TokenError('it has expired');
  if ((timeClaim(claims, 'nbf') ?? now) > now + LEEWAY) throw new TokenError('it is not yet valid');
  return expiresAt;
}

/** @throws TokenError when it is for none of these */
export function checkAudience(claims: Claims, audiences: readonly string[]): void {
  const value: unknown = Object.hasOwn(claims, 'aud') ? claims.aud : undefined;
  const said = typeof value === 'string' ? [value] : isStrings(value) ? value : [];
  if (!said.some((audience) => audiences.includes(audience))) throw new TokenError('it is for other audiences');
}
