/** What the stages of the chain know of one request; each stage fills in its own part, in the chain's order. */
import type { AuditTrail } from './audit-trail.ts';
import type { Credential } from './credential.ts';
import type { ApiRequest } from './http.ts';
import type { RequestInfo } from './request-info.ts';
import type { RequestTrace } from './trace.ts';
import type { UserInfo } from './user-info.ts';

export interface RequestContext {
  readonly request: ApiRequest;
  /** Also the Audit-ID header of the answer. */
  readonly id: string;
  /** Wall clock, in milliseconds. */
  readonly receivedAt: number;
  info: RequestInfo;
  user: UserInfo;
  /** Who acts as `user`, where somebody does. */
  impersonator?: UserInfo;
  /** What the user was authenticated by, even where the request acts as another; absent: nothing, or a part of this process. */
  credential?: Credential;
  /** How the user was authenticated: the authenticator's name for it; absent: not at all, or a part of this process. */
  method?: string;
  /** What audit is to be told of the credential, by annotation keys; absent: nothing more than its id. */
  credentialNotes?: Readonly<Record<string, string>>;
  /** By when it has to be answered, in milliseconds of a clock that only grows; absent: whenever it is done. */
  deadline?: number;
  /** Where what happens to it is told. */
  audit: AuditTrail;
  /** Who asked how it would be decided; absent: nobody, as nearly always. */
  readonly trace?: RequestTrace;
  /** Texts for `Warning: 299 - "…"` headers of the answer, in order, without duplicates. */
  readonly warnings: string[];
}
