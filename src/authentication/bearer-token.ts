import type { ApiRequest } from '../request/http.ts';
import { offersToken, websocketToken } from './websocket-token.ts';

/** Scheme and token (RFC 6750, 2.1). As upstream, what follows a second space is not looked at. */
const BEARER = /^bearer ([^ ]+)/i;

/**
 * The token of a request's Authorization header, or of the subprotocols that it offers for a WebSocket; undefined where
 * there is none, or of another scheme.
 */
export function bearerToken(request: Pick<ApiRequest, 'headers'>): string | undefined {
  const { authorization } = request.headers;
  const token = typeof authorization === 'string' ? BEARER.exec(authorization.trim())?.[1] : undefined;
  return token ?? websocketToken(request);
}

/** Whether there is, in headers, what is meant to be a credential: understood or not, such a client is not anonymous. */
export function showsCredential(request: Pick<ApiRequest, 'headers'>): boolean {
  return request.headers.authorization !== undefined || offersToken(request);
}
