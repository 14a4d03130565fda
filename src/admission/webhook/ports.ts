import type { AdmissionregistrationV1WebhookClientConfig } from '../../schema/generated/types.ts';
import type { Operation } from '../admission.ts';
import type { AskAccess } from '../expressions/match-conditions.ts';
import type { ObservedConditions } from '../expressions/observed-conditions.ts';
import type { MatchPorts } from '../matching/match.ts';
import type { Versions } from '../matching/versions.ts';

export type WebhookType = 'admit' | 'validating';

/** One call, as it ended. */
export interface ObservedCall {
  readonly name: string;
  readonly type: WebhookType;
  readonly operation: Operation;
  readonly seconds: number;
  /** An HTTP status; 0: an error of this server. */
  readonly code: number;
  /** Why the request was refused; absent: it was not. */
  readonly rejection?: 'no_error' | 'calling_webhook_error' | 'apiserver_internal_error';
  /** It could not be asked, and that was let pass. */
  readonly failedOpen?: true;
}

export interface WebhookPorts extends MatchPorts {
  /**
   * Posts a review. @returns the answer, not yet decoded
   * @throws Error with a message for the client, and `code`, an HTTP status for metrics
   */
  call(
    clientConfig: AdmissionregistrationV1WebhookClientConfig,
    review: object,
    timeoutMilliseconds: number,
  ): Promise<unknown>;
  readonly versions: Versions;
  readonly access: AskAccess;
  newUid(): string;
  /** Milliseconds that only grow, of the clock that requests' deadlines are on. */
  now(): number;
  observeCall(call: ObservedCall): void;
  observeConditions(conditions: ObservedConditions): void;
  /** A webhook that could not be asked, whatever becomes of the request. */
  onFailure(message: string): void;
}
