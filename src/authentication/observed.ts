import type { Authentication, Authenticator } from './authenticator.ts';

/** The authenticator, whose every answer is told. Stays synchronous where it is. */
export function observed(authenticator: Authenticator, tell: (found: Authentication) => void): Authenticator {
  const told = (found: Authentication) => {
    tell(found);
    return found;
  };
  return {
    name: authenticator.name,
    authenticate(request, audiences) {
      const found = authenticator.authenticate(request, audiences);
      return found instanceof Promise ? found.then(told) : told(found);
    },
  };
}
