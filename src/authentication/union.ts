import type { ApiRequest } from '../request/http.ts';
import type { Authentication, Authenticator } from './authenticator.ts';

type Audiences = readonly string[] | undefined;

const NO_OPINION: Authentication = { outcome: 'no-opinion' };

function rejection(authenticator: Authenticator, error: unknown): Authentication {
  return { outcome: 'reject', reason: `${authenticator.name} failed: ${(error as Error)?.message ?? error}` };
}

/** The first that accepts or rejects decides. Stays synchronous as long as its members do. */
export function unionAuthenticator(members: readonly Authenticator[]): Authenticator {
  const from = (index: number, request: ApiRequest, audiences: Audiences): Authentication | Promise<Authentication> => {
    for (let i = index; i < members.length; i++) {
      const member = members[i]!;
      try {
        const found = member.authenticate(request, audiences);
        if (found instanceof Promise) return later(found, i, request, audiences);
        if (found.outcome !== 'no-opinion') return found;
      } catch (error) {
        return rejection(member, error);
      }
    }
    return NO_OPINION;
  };
  const later = async (pending: Promise<Authentication>, index: number, request: ApiRequest, audiences: Audiences) => {
    try {
      const found = await pending;
      if (found.outcome !== 'no-opinion') return found;
    } catch (error) {
      return rejection(members[index]!, error);
    }
    return from(index + 1, request, audiences);
  };
  return { name: 'union', authenticate: (request, audiences) => from(0, request, audiences) };
}
