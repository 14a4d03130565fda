import type { Credential } from '../request/credential.ts';
import type { ApiRequest } from '../request/http.ts';
import type { UserInfo } from '../request/user-info.ts';

/** What administrators look for in the audit log, such as credentials that are out of date: by annotation keys. */
export type CredentialNotes = Readonly<Record<string, string>>;

/**
 * What an authenticator makes of a request's credential. `no-opinion` means that it found no credential of its kind;
 * a credential of its kind that is not good is `reject`, which ends the request with 401 and never falls through.
 */
export type Authentication =
  | {
      readonly outcome: 'authenticated';
      readonly user: UserInfo;
      readonly method: string;
      readonly credential?: Credential;
      /** Those of the asked audiences that the credential is for; absent where its kind knows no audiences. */
      readonly audiences?: readonly string[];
      readonly notes?: CredentialNotes;
    }
  | { readonly outcome: 'reject'; readonly reason: string; readonly notes?: CredentialNotes }
  | { readonly outcome: 'no-opinion' };

/** One way to prove an identity. A throw counts as `reject`. */
export interface Authenticator {
  readonly name: string;
  /** @param audiences for whom the credential must be good; the API server itself when there are none */
  authenticate(request: ApiRequest, audiences?: readonly string[]): Authentication | Promise<Authentication>;
}
