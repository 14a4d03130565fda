/** A listener on a free port with certificates of its own, and clients for it. */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { Agent, type RequestOptions, request } from 'node:https';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { Issuer } from '../../pki/issuer.ts';
import type { PemPair } from '../../pki/pem-pair.ts';
import { Listener, type ListenerOptions, type RequestHandler } from './listener.ts';

const issuer = new Issuer({ now: Date.now, randomBytes });
export const authority = issuer.selfSigned('test');
const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };

export function issueServer(): PemPair {
  return issuer.issue(signer, { commonName: 'server', names: ['localhost', '127.0.0.1'], usage: 'server' });
}
const serving = issueServer();

export function issueClient(commonName: string): PemPair {
  return issuer.issue(signer, { commonName, usage: 'client' });
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

export class Harness {
  readonly listener: Listener;
  readonly errors: unknown[];
  readonly agent = new Agent({ keepAlive: true, ca: authority.certificate });
  readonly #open: { destroy(): unknown }[] = [this.agent];

  private constructor(listener: Listener, errors: unknown[]) {
    this.listener = listener;
    this.errors = errors;
  }

  static async start(handler: RequestHandler, options: Partial<ListenerOptions> = {}): Promise<Harness> {
    const errors: unknown[] = [];
    const listener = await Listener.open({
      host: '127.0.0.1',
      port: 0,
      tls: { ...serving, clientAuthorities: [authority.certificate] },
      handler,
      now: () => performance.now(),
      onError: (error) => errors.push(error),
      ...options,
    });
    return new Harness(listener, errors);
  }

  get port(): number {
    return this.listener.address.port;
  }

  async stop(): Promise<void> {
    for (const client of this.#open) client.destroy();
    await this.listener.close(0);
  }

  async http1(ask: Ask = {}, options: RequestOptions = {}): Promise<Answer> {
    const { method = 'GET', path = '/', headers, body } = ask;
    const target = { host: '127.0.0.1', port: this.port, method, path, headers };
    const sent = request({ ...target, agent: this.agent, ca: authority.certificate, ...options });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    // The rest of its body may find nobody any more.
    sent.on('error', () => {});
    const chunks: Buffer[] = await response.toArray();
    return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  session(pair?: PemPair): ClientHttp2Session {
    const credentials = pair && { cert: pair.certificate, key: pair.privateKey };
    const session = connectHttp2(`https://127.0.0.1:${this.port}`, { ca: authority.certificate, ...credentials });
    session.on('error', () => {});
    this.#open.push(session);
    return session;
  }

  async http2(ask: Ask = {}, session = this.session()): Promise<Answer> {
    const { method = 'GET', path = '/', headers, body } = ask;
    const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    return answerOf(stream);
  }

  /** A connection to write HTTP/1.1, or rubbish, on by hand. */
  async raw(protocol = 'http/1.1', options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connectTls({
      ...options,
      port: this.port,
      host: '127.0.0.1',
      ca: authority.certificate,
      ALPNProtocols: [protocol],
    });
    socket.on('error', () => {});
    this.#open.push(socket);
    await once(socket, 'secureConnect');
    return socket;
  }
}

export async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const cut = once(stream, 'close').then(() => Promise.reject(new Error('closed without an answer')));
  const [headers] = await Promise.race([once(stream, 'response'), cut]);
  const chunks: Buffer[] = await stream.toArray();
  return { status: headers[':status'], headers, body: Buffer.concat(chunks).toString() };
}

/** Everything the peer sends until it closes the connection. */
export async function readAll(socket: TLSSocket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  if (!socket.closed) await once(socket, 'close');
  return text;
}

export function json(value: unknown): { status: number; headers: Record<string, string>; body: Buffer } {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}
