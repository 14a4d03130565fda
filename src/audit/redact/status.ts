import type { StatusReason } from '../../api/status.ts';
import { list, members, scalar } from './shown.ts';

/** Their messages name objects, users and what was asked. */
const NAMES_ONLY: ReadonlySet<unknown> = new Set<StatusReason>([
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'AlreadyExists',
  'Gone',
  'Expired',
  'Timeout',
  'ServerTimeout',
  'TooManyRequests',
  'ServiceUnavailable',
  'MethodNotAllowed',
  'NotAcceptable',
  'UnsupportedMediaType',
  'RequestEntityTooLarge',
]);

const HEAD = { kind: scalar, apiVersion: scalar, status: scalar, reason: scalar, code: scalar };
const METADATA = members({ continue: scalar });
const CAUSES = list(members({ reason: scalar, field: scalar }));
const DETAILS = { group: scalar, kind: scalar, retryAfterSeconds: scalar, causes: CAUSES };

const showTold = members({
  ...HEAD,
  metadata: METADATA,
  message: scalar,
  details: members({ ...DETAILS, name: scalar, uid: scalar }),
});
const showQuoting = members({ ...HEAD, metadata: METADATA, details: members(DETAILS) });

/** Whether messages of this reason may quote what the object holds. */
export function quotesContents(reason: unknown): boolean {
  return !NAMES_ONLY.has(reason);
}

/**
 * A Status about an object that holds credentials. Threat: what refuses a value quotes it, and a JSON patch can copy
 * what is in the object to where it is refused; admission by webhooks and policies says what it likes.
 * @param refusedBy the admission plugin that refused
 */
export function redactedStatus<T extends { reason?: unknown; status?: unknown }>(status: T, refusedBy?: string): T {
  const isTold = refusedBy === undefined && (status.status === 'Success' || !quotesContents(status.reason));
  return (isTold ? showTold : showQuoting)(status) as T;
}
