import type { ApiRequest, Headers } from './http.ts';

export interface RequestParts {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers?: Headers;
  readonly body?: Buffer;
}

/** A request that never crossed a wire. */
export function madeRequest({ method, path, headers = {}, body }: RequestParts, signal: AbortSignal): ApiRequest {
  const [pathname = '', rawQuery = ''] = path.split('?', 2);
  let query: URLSearchParams | undefined;
  return {
    method,
    path: pathname,
    rawQuery,
    get query() {
      query ??= new URLSearchParams(rawQuery);
      return query;
    },
    headers,
    remoteAddress: '',
    clientCertificate: undefined,
    signal,
    body: async () => body ?? Buffer.alloc(0),
  };
}
