/**
 * Service account tokens (KEP-1205, KEP-2799): those of TokenRequest, bound to objects and expiring, and the legacy
 * ones of secrets.
 */
import { hash } from 'node:crypto';
import { goQuote } from '../../api/go-format.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { bearerToken } from '../bearer-token.ts';
import { parseJwt, type UnverifiedJwt } from '../jwt.ts';
import { boundToken } from './bound-token.ts';
import { LEGACY_ISSUER, type LegacyTokenPorts, legacyToken } from './legacy-token.ts';
import type { SignedToken } from './signed-token.ts';
import type { VerificationKeys } from './verification-keys.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface ServiceAccountOptions extends LegacyTokenPorts {
  /** Those of bound tokens. */
  readonly issuers: readonly string[];
  readonly keys: VerificationKeys;
  /** Wall clock, in milliseconds. */
  now(): number;
}

/** About as many pods as one API server answers; a token takes about a kilobyte. */
const MOST_VERIFIED = 16_384;
const NO_OPINION: Authentication = { outcome: 'no-opinion' };

const reject = (reason: string): Authentication => ({ outcome: 'reject', reason });

/**
 * A signature is verified once; times, audiences and the objects that a token is bound to are looked at on every
 * request. Tokens of other issuers are left to other authenticators.
 */
export function serviceAccountAuthenticator(options: ServiceAccountOptions): Authenticator {
  const { keys, apiAudiences, now } = options;
  const verified = new VerifiedTokens(MOST_VERIFIED);
  const read = readers(options);

  const verify = async (token: string, digest: string, jwt: UnverifiedJwt, audiences: readonly string[]) => {
    if (!(await keys.verify(token, jwt))) return reject('invalid signature');
    const signed = read.get(jwt.claims.iss)?.(jwt.claims, digest);
    if (!signed) return reject('service account token claims could not be validated');
    if (now() <= signed.expiresAt) verified.add(digest, signed);
    return judge(signed, token, audiences, now());
  };

  return {
    name: 'service-account',
    authenticate(request, audiences = apiAudiences) {
      const token = bearerToken(request);
      if (token === undefined) return NO_OPINION;
      const digest = hash('sha256', token, 'base64');
      const known = verified.get(digest, now());
      if (known) return judge(known, token, audiences, now());
      const jwt = parseJwt(token);
      return jwt && read.has(jwt.claims.iss) ? verify(token, digest, jwt, audiences) : NO_OPINION;
    },
  };
}

type Reader = (claims: UnverifiedJwt['claims'], digest: string) => SignedToken | undefined;

/** By issuer. */
function readers(options: ServiceAccountOptions): ReadonlyMap<unknown, Reader> {
  const bound: Reader = (claims, digest) => boundToken(claims, digest, options.live);
  const legacy: Reader = (claims, digest) => legacyToken(claims, digest, options);
  return new Map([...options.issuers.map((issuer) => [issuer, bound] as const), [LEGACY_ISSUER, legacy]]);
}

function judge(signed: SignedToken, token: string, wanted: readonly string[], now: number): Authentication {
  const audiences = wanted.filter((audience) => signed.audiences.includes(audience));
  if (audiences.length === 0) {
    return reject(`token audiences ${quoted(signed.audiences)} is invalid for the target audiences ${quoted(wanted)}`);
  }
  const refusal = signed.refusal(token, now);
  const told = signed.notes(now, refusal !== undefined);
  const notes = told && { notes: told };
  if (refusal !== undefined) return { ...reject(refusal), ...notes };
  const { user, credential } = signed;
  return { outcome: 'authenticated', user, credential, method: 'service-account', audiences, ...notes };
}

const quoted = (texts: readonly string[]) => `[${texts.map(goQuote).join(' ')}]`;
