import type { ApiRequest } from '../request/http.ts';

/** Scheme and token (RFC 6750, 2.1). As upstream, what follows a second space is not looked at. */
const BEARER = /^bearer ([^ ]+)/i;

/** The token of a request's Authorization header; undefined where there is none, or of another scheme. */
export function bearerToken({ headers: { authorization } }: Pick<ApiRequest, 'headers'>): string | undefined {
  if (typeof authorization !== 'string') return undefined;
  return BEARER.exec(authorization.trim())?.[1];
}
