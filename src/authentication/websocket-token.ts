/** Tokens of browsers, which cannot set Authorization on WebSockets: one of the subprotocols that they offer holds it. */
import type { ApiRequest, Headers } from '../request/http.ts';

const PREFIX = 'base64url.bearer.authorization.k8s.io.';
const UPGRADE = /(^|,)\s*upgrade\s*(,|$)/i;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a request offers a token as a subprotocol, well-formed or not. */
export function offersToken({ headers }: Pick<ApiRequest, 'headers'>): boolean {
  return subprotocols(headers).some((protocol) => protocol.startsWith(PREFIX));
}

/**
 * The token of a request that is to become a WebSocket. As upstream: exactly one, beside another subprotocol that the
 * server could choose, so that it never repeats the token.
 */
export function websocketToken({ headers }: Pick<ApiRequest, 'headers'>): string | undefined {
  const offered = subprotocols(headers);
  const [encoded, ...more] = offered.filter((protocol) => protocol.startsWith(PREFIX));
  if (encoded === undefined || more.length > 0 || offered.length < 2) return undefined;
  return decoded(encoded.slice(PREFIX.length));
}

function subprotocols(headers: Headers): string[] {
  const offered = headers['sec-websocket-protocol'];
  if (offered === undefined || !isWebSocket(headers)) return [];
  return String(offered)
    .split(',')
    .map((protocol) => protocol.trim());
}

function isWebSocket({ connection, upgrade }: Headers): boolean {
  return UPGRADE.test(String(connection)) && String(upgrade).toLowerCase() === 'websocket';
}

function decoded(text: string): string | undefined {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return undefined;
  try {
    return UTF8.decode(Buffer.from(text, 'base64url'));
  } catch {
    return undefined;
  }
}
