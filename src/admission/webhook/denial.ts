/** What the client is told when a webhook says no, or cannot be asked (k8s.io/apiserver/pkg/admission/plugin/webhook/errors). */
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject } from '../../api/object.ts';
import {
  badRequest,
  internalError,
  type StatusCause,
  type StatusDetails,
  StatusError,
  type StatusReason,
} from '../../api/status.ts';

/** What metrics are told of a call that brought no usable answer. */
export const UNAVAILABLE = 503;

/** A webhook that could not be asked, or whose answer is none: failurePolicy says what becomes of the request. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** An HTTP status for metrics. */
  readonly code: number;

  constructor(hook: string, why: string, code: number) {
    super(`failed calling webhook ${goQuote(hook)}: ${why}`);
    this.code = code;
  }

  toStatus(): StatusError {
    return internalError(this.message);
  }
}

/** A webhook that said no. */
export class Denial extends Error {
  override readonly name = 'Denial';
  readonly status: StatusError;

  constructor(status: StatusError) {
    super(status.message);
    this.status = status;
  }
}

type Said = Readonly<Record<string, unknown>>;

/** @param result the metav1.Status that it gave, undecoded */
export function denialOf(hook: string, result: Said = {}): Denial {
  const deniedBy = `admission webhook ${goQuote(hook)} denied the request`;
  const message = text(result.message);
  const reason = text(result.reason) as StatusReason;
  const why = message || reason;
  const told = why ? `${deniedBy}: ${why}` : `${deniedBy} without explanation`;
  return new Denial(new StatusError(codeOf(result.code), reason, told, detailsOf(result.details)));
}

export function dryRunUnsupported(hook: string): StatusError {
  return badRequest(`admission webhook ${goQuote(hook)} does not support dry run`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Threat: a denial that reads as a success; 599 is the last that HTTP has room for. */
function codeOf(code: unknown): number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599 ? code : 400;
}

const TEXT_DETAILS = ['name', 'group', 'kind', 'uid'] as const;
const TEXT_CAUSES = ['reason', 'message', 'field'] as const;

function detailsOf(details: unknown): StatusDetails | undefined {
  if (!isJsonObject(details)) return undefined;
  const { causes, retryAfterSeconds } = details;
  return {
    ...textsOf(details, TEXT_DETAILS),
    ...(Array.isArray(causes) && { causes: causes.filter(isJsonObject).map(causeOf) }),
    ...(Number.isInteger(retryAfterSeconds) && { retryAfterSeconds }),
  };
}

function causeOf(cause: Said): StatusCause {
  return textsOf(cause, TEXT_CAUSES);
}

function textsOf<K extends string>(from: Said, names: readonly K[]): { [N in K]?: string } {
  return Object.fromEntries(
    names.filter((name) => text(from[name]) !== '').map((name) => [name, text(from[name])]),
  ) as {
    [N in K]?: string;
  };
}
