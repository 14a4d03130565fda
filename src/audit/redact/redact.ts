/**
 * Keeps credentials out of the record, whatever the policy says: whoever may read the audit log, or the archive that it
 * goes to, must not come by what only the API may hand out.
 */
import { isJsonObject } from '../../api/object.ts';
import type { RequestInfo } from '../../request/request-info.ts';
import { JSON_PATCH, type Kind, SECRET, TOKEN_REQUEST, TOKEN_REVIEW } from './kinds.ts';
import { redactedStatus } from './status.ts';

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['/secrets', SECRET],
  ['/serviceaccounts/token', TOKEN_REQUEST],
  ['authentication.k8s.io/tokenreviews', TOKEN_REVIEW],
]);

/** @param value what the request brought: an object, a patch, DeleteOptions, or what a client took for one of them */
export function redactedRequest(info: RequestInfo, value: unknown): unknown {
  const kind = kindOf(info);
  if (!kind) return value;
  if (info.verb.startsWith('delete')) return kind.deletion(value);
  return Array.isArray(value) ? JSON_PATCH(value) : kind.object(value);
}

/** @param value what was answered: an object, a list, a table, a Status */
export function redactedResponse(info: RequestInfo, value: unknown): unknown {
  const kind = kindOf(info);
  if (!kind) return value;
  return isJsonObject(value) && value.kind === 'Status' ? redactedStatus(value) : kind.object(value);
}

/** Whether what is told of the object in other words, such as a diff or an error, may hold them too. */
export function holdsCredentials(info: RequestInfo): boolean {
  return kindOf(info) !== undefined;
}

function kindOf(info: RequestInfo): Kind | undefined {
  if (!info.isResourceRequest) return undefined;
  const subresource = info.subresource === '' ? '' : `/${info.subresource}`;
  return KINDS.get(`${info.group}/${info.resource}${subresource}`);
}
