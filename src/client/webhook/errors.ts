/**
 * A webhook that could not be asked, or whose answer is none.
 * Threat: what a webhook answers may be anything, from anywhere; no part of it is in the message.
 */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** Of an answer that was not 200 to 299. */
  readonly status: number | undefined;
  /** Node's, of a connection that failed: `ECONNREFUSED`; `ETIMEDOUT` where there was no answer in time. */
  readonly code: string | undefined;
  /** Whether the same call may succeed a little later. */
  readonly passing: boolean;

  constructor(message: string, { status, code, passing = false }: WebhookFailure = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.passing = passing;
  }
}

interface WebhookFailure {
  readonly status?: number;
  readonly code?: string | undefined;
  readonly passing?: boolean;
}
