/** Requests as stages see them, for tests. */
import { NO_TRAIL } from '../../request/audit-trail.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiRequest, ApiResponse } from '../../request/http.ts';
import type { RequestInfo } from '../../request/request-info.ts';
import { resolveRequestInfo } from '../../request/resolve-request-info.ts';

/** @param target path and query: `/api/v1/pods?watch=1` */
export function contextOf(method: string, target: string, headers: ApiRequest['headers'] = {}): RequestContext {
  const [path = '', rawQuery = ''] = target.split('?');
  const query = new URLSearchParams(rawQuery);
  const request: ApiRequest = {
    method,
    path,
    rawQuery,
    query,
    headers,
    remoteAddress: '192.0.2.1',
    clientCertificate: undefined,
    signal: new AbortController().signal,
    body: async () => Buffer.alloc(0),
  };
  const info: RequestInfo = resolveRequestInfo(method, path, () => query);
  return {
    request,
    id: 'audit',
    receivedAt: 0,
    info,
    user: { name: 'jane', groups: [] },
    audit: NO_TRAIL,
    warnings: [],
  };
}

export function answer(status = 200, body = ''): ApiResponse {
  return { status, headers: {}, body: Buffer.from(body) };
}

export function statusOf(response: ApiResponse): any {
  return JSON.parse(Buffer.from(response.body as Uint8Array).toString());
}
