import type { Authentication, Authenticator } from '../authenticator.ts';
import type { RevocationIndex } from './revocation-index.ts';

/** For those who ask on behalf of others (TokenReview): a credential that is revoked is a bad one. */
export function refuseRevoked(authenticator: Authenticator, index: Pick<RevocationIndex, 'find'>): Authenticator {
  const judge = (found: Authentication): Authentication => {
    if (found.outcome !== 'authenticated') return found;
    const revocation = index.find({ user: found.user, credential: found.credential });
    return revocation ? { outcome: 'reject', reason: 'the credential is revoked' } : found;
  };
  return {
    name: authenticator.name,
    authenticate(request, audiences) {
      const found = authenticator.authenticate(request, audiences);
      return found instanceof Promise ? found.then(judge) : judge(found);
    },
  };
}
