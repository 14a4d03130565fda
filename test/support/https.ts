/** Requests to a control plane without any client library, over either version of HTTP. */

import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, request } from 'node:https';

export interface Credentials {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a string or bytes is sent as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export function encodeBody(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body;
  return JSON.stringify(body);
}

/** One request over a connection of its own, HTTP/1.1. */
export async function ask(
  url: string,
  credentials: Partial<Credentials>,
  { method = 'GET', headers, body }: Ask = {},
): Promise<Answer> {
  // Without keep-alive, servers may close before they have read what they refuse, and the answer is lost.
  const agent = new Agent({ keepAlive: true });
  const encoded = encodeBody(body);
  // Node itself leaves it out where a DELETE has a body.
  const length = encoded === undefined ? {} : { 'content-length': Buffer.byteLength(encoded) };
  try {
    const sent = request(url, {
      ...credentials,
      method,
      headers: { 'content-type': 'application/json', ...length, ...headers },
      agent,
    });
    sent.end(encoded);
    const [answer] = await once(sent, 'response');
    return { status: answer.statusCode, headers: answer.headers, text: await textOf(answer) };
  } finally {
    agent.destroy();
  }
}

/** One request on an HTTP/2 session. */
export async function askHttp2(session: ClientHttp2Session, path: string, ask: Ask = {}): Promise<Answer> {
  const { method = 'GET', headers, body } = ask;
  const stream = session.request({ ':method': method, ':path': path, 'content-type': 'application/json', ...headers });
  stream.end(encodeBody(body));
  const [answer] = await once(stream, 'response');
  return { status: Number(answer[':status']), headers: answer, text: await textOf(stream) };
}

export async function connectHttp2(url: string, credentials: Partial<Credentials>): Promise<ClientHttp2Session> {
  const session = connect(url, { ...credentials });
  await once(session, 'connect');
  return session;
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
