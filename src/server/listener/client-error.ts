import type { Duplex } from 'node:stream';

/** Importing these texts from node:http would load its WebSocket client too, a tenth of what a start takes. */
const STATUS_OF: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 Payload Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

function statusOf(code: string): string | undefined {
  return STATUS_OF.get(code) ?? (code.startsWith('HPE_') ? '400 Bad Request' : undefined);
}

const PLAIN_HTTP = 'ERR_SSL_HTTP_REQUEST';
/** kube-apiserver's, without TLS: it is all that such a client understands. */
const NOT_HERE = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Tells a client that does not speak TLS; every other handshake that fails just ends. */
export function refusePlainHttp(error: NodeJS.ErrnoException, socket: Duplex | undefined): void {
  if (error.code === PLAIN_HTTP && socket?.writable) socket.end(NOT_HERE);
}

/**
 * Refuses bytes that are no HTTP/1.1 request, and ends their connection. Nothing is said where an answer is under way,
 * which it would become a part of, or where the failure lies below HTTP.
 */
export function refuse(error: NodeJS.ErrnoException, socket: Duplex, answering: boolean): void {
  const status = answering || !socket.writable ? undefined : statusOf(error.code ?? '');
  if (status === undefined) socket.destroy();
  else {
    const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
    socket.end(head, () => socket.destroy());
  }
}
