/**
 * The errors of the Kubernetes API as a closed set: each constructor below makes one reason, with the status code,
 * message and details that kube-apiserver gives it (k8s.io/apimachinery/pkg/api/errors).
 */
import type { FieldError } from './field.ts';
import { qualifiedName } from './object.ts';

export type StatusReason =
  | ''
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string; resourceVersion?: string };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: StatusReason;
  details?: StatusDetails;
  code?: number;
}

/** An error that is answered to the client as it is. Anything else that is thrown is answered as InternalError. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly code: number;
  readonly reason: StatusReason;
  readonly details: StatusDetails | undefined;
  /** ListMeta.continue of an Expired answer: an inconsistent-continue token. */
  continueToken?: string;
  /** The admission plugin that refused, where one did: told to audit and to who asks for an explanation. */
  refusedBy?: string;
  /** For whom the plugin did: a policy with its binding, a webhook. */
  refusedFor?: string;

  constructor(code: number, reason: StatusReason, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken ? { continue: this.continueToken } : {},
      status: 'Failure',
      message: this.message,
      ...(this.reason && { reason: this.reason }),
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }
}

interface Named {
  readonly group: string;
  readonly resource: string;
}

function detailsOf(resource: Named, name: string): StatusDetails {
  return {
    ...(name && { name }),
    ...(resource.group && { group: resource.group }),
    ...(resource.resource && { kind: resource.resource }),
  };
}

export function notFound(resource: Named, name: string): StatusError {
  const what = qualifiedName(resource.group, resource.resource);
  return new StatusError(404, 'NotFound', `${what} "${name}" not found`, detailsOf(resource, name));
}

export function alreadyExists(resource: Named, name: string): StatusError {
  const what = qualifiedName(resource.group, resource.resource);
  return new StatusError(409, 'AlreadyExists', `${what} "${name}" already exists`, detailsOf(resource, name));
}

/** generateName found no free name. */
export function generateNameConflict(resource: Named, name: string): StatusError {
  const what = qualifiedName(resource.group, resource.resource);
  const message = `${what} "${name}" already exists, the server was not able to generate a unique name for the object`;
  return new StatusError(409, 'AlreadyExists', message, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

export function conflict(resource: Named, name: string, why: string): StatusError {
  const what = qualifiedName(resource.group, resource.resource);
  const message = `Operation cannot be fulfilled on ${what} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(resource, name));
}

export const OBJECT_MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** Server-side apply found fields that others own. */
export function applyConflict(message: string, causes: StatusCause[]): StatusError {
  return new StatusError(409, 'Conflict', message, { causes });
}

/** Threat: an object of a few megabytes can have tens of thousands of errors, each as long as the object. */
const MOST_CAUSES = 500;
const MOST_CAUSES_LENGTH = 256 * 1024;

function atMost(errors: readonly FieldError[]): readonly FieldError[] {
  let left = MOST_CAUSES_LENGTH;
  const end = errors.slice(1, MOST_CAUSES).findIndex((error) => {
    left -= error.field.length + error.body.length;
    return left < 0;
  });
  return errors.slice(0, end < 0 ? MOST_CAUSES : end + 1);
}

/** @param kind the object's group and kind, as messages name it (`Deployment.apps "web" is invalid: …`) */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const told = atMost(errors);
  const texts = [...new Set(told.map(String))];
  if (told.length < errors.length) texts.push(`and ${errors.length - told.length} more errors`);
  const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${qualifiedName(kind.group, kind.kind)} "${name}" is invalid: ${text}`, {
    ...(name && { name }),
    ...(kind.group && { group: kind.group }),
    ...(kind.kind && { kind: kind.kind }),
    causes: told.map((error) => ({ reason: error.causeReason, message: error.body, field: error.field })),
  });
}

/** A request that was understood and cannot be done (a failing JSON patch): upstream tells the client nothing more. */
export function unprocessable(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** An error that upstream answers in its own words, without a reason. */
export function unknownError(message: string): StatusError {
  return new StatusError(500, '', message);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function forbidden(resource: Named, name: string, why: string): StatusError {
  const what = qualifiedName(resource.group, resource.resource);
  const message = resource.resource
    ? name
      ? `${what} "${name}" is forbidden: ${why}`
      : `${what} is forbidden: ${why}`
    : `forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', message, detailsOf(resource, name));
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

/** A path that is routed to nothing, inside a known group (`GET /api/v1/gadgets`). */
export function resourceNotFound(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function gone(message: string): StatusError {
  return new StatusError(410, 'Gone', message);
}

export function requestEntityTooLarge(message: string): StatusError {
  return new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError(429, 'TooManyRequests', message, { retryAfterSeconds });
}

/** As `tooManyRequests`, of one who is not told when to come back. */
export function tooManyRequestsError(message: string): StatusError {
  return new StatusError(429, 'TooManyRequests', `Too many requests: ${message}`);
}

export function internalError(message: string): StatusError {
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError(503, 'ServiceUnavailable', message);
}

export function timeout(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

/** The object a client asked for is ahead of what this server has seen. */
export function tooLargeResourceVersion(requested: number, current: number): StatusError {
  const message = `Too large resource version: ${requested}, current: ${current}`;
  return new StatusError(504, 'Timeout', `Timeout: ${message}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
