import { PUBLIC_PATHS } from '../../request/public-paths.ts';
import { ANONYMOUS } from '../../request/user-info.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { showsCredential } from '../bearer-token.ts';

const NO_OPINION: Authentication = { outcome: 'no-opinion' };
const ANONYMOUSLY: Authentication = { outcome: 'authenticated', user: ANONYMOUS, method: 'anonymous' };

/** Stands last: who has shown no credential at all is anonymous, on these exact paths and nowhere else. */
export function anonymousAuthenticator(paths: readonly string[] = PUBLIC_PATHS): Authenticator {
  const open = new Set(paths);
  return {
    name: 'anonymous',
    authenticate(request) {
      // A credential that nobody understood is a failed authentication, not a missing one.
      if (!open.has(request.path) || showsCredential(request)) return NO_OPINION;
      return ANONYMOUSLY;
    },
  };
}
