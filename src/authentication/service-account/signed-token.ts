import type { Credential } from '../../request/credential.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { CredentialNotes } from '../authenticator.ts';

/** A token whose signature is good. Whether it counts at this moment is asked anew for every request. */
export interface SignedToken {
  readonly user: UserInfo;
  readonly credential: Credential;
  readonly audiences: readonly string[];
  /** Milliseconds; from then on it will not count again. */
  readonly expiresAt: number;
  /** @returns why it does not count */
  refusal(token: string, now: number): string | undefined;
  /** @param refused whether it does not count */
  notes(now: number, refused: boolean): CredentialNotes | undefined;
}

/** Names a token that has no id of its own. Nobody can find the token by it. */
export function digestId(digest: string): string {
  return `TOKENSHA256=${Buffer.from(digest, 'base64').toString('hex')}`;
}
