import type { ApiRequest } from '../request/http.ts';
import type { UserInfo } from '../request/user-info.ts';

/**
 * What an authenticator makes of a request's credential. `no-opinion` means that it found no credential of its kind;
 * a credential of its kind that is not good is `reject`, which ends the request with 401 and never falls through.
 */
export type Authentication =
  | {
      readonly outcome: 'authenticated';
      readonly user: UserInfo;
      readonly method: string;
      readonly credentialId?: string;
    }
  | { readonly outcome: 'reject'; readonly reason: string }
  | { readonly outcome: 'no-opinion' };

/** One way to prove an identity. A throw counts as `reject`. */
export interface Authenticator {
  readonly name: string;
  authenticate(request: ApiRequest): Authentication | Promise<Authentication>;
}
