import type { JsonObject } from '../../api/object.ts';
import type { CredentialNotes } from '../authenticator.ts';
import { accountUser, accountUserName } from './account-user.ts';
import { type BoundClaims, readBoundClaims } from './bound-claims.ts';
import { basesOf, LEEWAY, type LiveObjects, refusalByObjects } from './live-objects.ts';
import { digestId, type SignedToken } from './signed-token.ts';

const toMilliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

/** @returns undefined when the claims are not those of a bound token */
export function boundToken(claims: JsonObject, digest: string, live: LiveObjects): SignedToken | undefined {
  const bound = readBoundClaims(claims);
  if (!bound) return undefined;
  const { tokenId, issuer, audiences, expiresAt } = bound;
  const credentialId = tokenId && `JTI=${tokenId}`;
  const refusedAt = expiresAt * 1000 + LEEWAY;
  const issuedAt = toMilliseconds(bound.issuedAt ?? bound.notBefore);
  return {
    user: accountUser({ ...bound, credentialId }),
    credential: {
      id: credentialId ?? digestId(digest),
      issuer,
      ...(tokenId !== undefined && { tokenId }),
      ...(issuedAt !== undefined && { issuedAt }),
      expiresAt: refusedAt,
      restsOn: basesOf(bound),
    },
    audiences,
    expiresAt: refusedAt,
    refusal: (_token, now) => refusalByTime(bound, now) ?? refusalByObjects(bound, live, now),
    notes: (now, refused) => (refused ? undefined : staleness(bound, now)),
  };
}

/** Whose client does not fetch new tokens, and would fail without their extended life. */
function staleness({ namespace, account, warnAfter }: BoundClaims, now: number): CredentialNotes | undefined {
  const seconds = warnAfter === undefined ? 0 : Math.floor(now / 1000) - warnAfter;
  if (seconds <= 0) return undefined;
  const subject = accountUserName(namespace, account.name);
  return {
    'authentication.k8s.io/stale-token': `subject: ${subject}, seconds after warning threshold: ${seconds}`,
  };
}

function refusalByTime({ notBefore, expiresAt, issuedAt }: BoundClaims, now: number): string | undefined {
  if (notBefore !== undefined && now + LEEWAY < notBefore * 1000) return 'service account token is not valid yet';
  if (now - LEEWAY > expiresAt * 1000) return 'service account token has expired';
  if (issuedAt !== undefined && now + LEEWAY < issuedAt * 1000) {
    return 'service account token is issued in the future';
  }
  return undefined;
}
