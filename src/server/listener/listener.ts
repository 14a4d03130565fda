import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type AnswerContext, type RequestHandler, serve } from './answer.ts';
import { BodyReaders } from './body.ts';
import { refuse, refusePlainHttp } from './client-error.ts';
import { Cohort } from './cohort.ts';
import { Connection } from './connection.ts';
import type { ExchangeRules } from './exchange.ts';
import { Http1Exchange } from './http1.ts';
import { Http2Exchange } from './http2.ts';
import { CONNECTION_WINDOW, DEFAULT_LIMITS, type ListenerLimits } from './limits.ts';
import { ResetGuard } from './reset-guard.ts';
import {
  type ContextFinder,
  contextFinder,
  secureContextOptions,
  serverOptions,
  type TlsMaterial,
} from './server-options.ts';

export type { RequestHandler } from './answer.ts';
export type { TlsMaterial } from './server-options.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls: TlsMaterial;
  readonly handler: RequestHandler;
  readonly limits?: Partial<ListenerLimits>;
  /** Which headers, named in lower case, are `ApiRequest.identityHeaders`; default: none. */
  isIdentityHeader?(name: string): boolean;
  /** Monotonic, in milliseconds. */
  now(): number;
  /** Called with what a handler threw and no stage before caught. */
  onError(error: unknown): void;
}

export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
}

/** Clients break off and break rules; their connection or request has ended then, and nothing else needs to happen. */
const PROTOCOL_ERRORS = () => {};

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** One TLS port that speaks HTTP/2 and HTTP/1.1 and asks for, but does not insist on, a client certificate. */
export class Listener {
  readonly #server: Http2SecureServer;
  readonly #limits: ListenerLimits;
  readonly #rules: ExchangeRules;
  readonly #bodies = new BodyReaders();
  readonly #answers: AnswerContext;
  readonly #now: () => number;
  readonly #sockets = new Set<Socket>();
  /** Those whose TLS handshake is not done, by their peers' addresses: a TLSSocket does not tell what it wraps. */
  readonly #handshaking = new Map<string, Socket>();
  readonly #connections = new Map<TLSSocket | ServerHttp2Session, Connection>();
  /** Over HTTP/1.1, by their connections. */
  readonly #lastRequests = new WeakMap<Socket, IncomingMessage>();
  #findContext: ContextFinder;
  #address: ListenerAddress = { host: '', port: 0 };
  #draining = false;

  private constructor(options: ListenerOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { isIdentityHeader = () => false } = options;
    this.#rules = { requestTimeout: this.#limits.requestTimeout, bodies: this.#bodies, isIdentityHeader };
    this.#now = options.now;
    this.#answers = {
      handler: options.handler,
      stallTimeout: this.#limits.stallTimeout,
      cohort: new Cohort(),
      sinks: new Set(),
      onError: options.onError,
    };
    this.#findContext = contextFinder(options.tls);
    this.#server = createSecureServer(serverOptions(options.tls, this.#limits, (name) => this.#findContext(name)));
    this.#listenToConnections();
    this.#listenToRequests();
  }

  /** Resolves once the port is bound. @throws Error with code EADDRINUSE, EACCES, EADDRNOTAVAIL … */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    listener.#server.listen(options.port, options.host);
    await once(listener.#server, 'listening');
    const { address, port } = listener.#server.address() as AddressInfo;
    listener.#address = { host: address, port };
    return listener;
  }

  get address(): ListenerAddress {
    return this.#address;
  }

  /** For connections from now on. */
  setTls(tls: TlsMaterial): void {
    this.#server.setSecureContext(secureContextOptions(tls));
    this.#findContext = contextFinder(tls);
  }

  /**
   * Takes no new connection or request, tells streamed answers to end, soon gives up requests that are still being
   * sent, waits for all others in flight, and after `grace` milliseconds cuts whatever is left.
   */
  async close(grace: number): Promise<void> {
    this.#draining = true;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#handshaking.values()) socket.destroy();
    for (const sink of this.#answers.sinks) sink.announceEnd();
    for (const connection of this.#connections.values()) connection.retire();
    const timers = [
      setTimeout(() => this.#bodies.end(), this.#limits.bodyDrainTimeout),
      setTimeout(() => this.#cutAll(), grace),
    ];
    await closed;
    for (const timer of timers) clearTimeout(timer);
  }

  #listenToConnections(): void {
    const server = this.#server;
    server.setTimeout(this.#limits.idleTimeout);
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      this.#sockets.add(socket);
      this.#handshaking.set(peer, socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        if (this.#handshaking.get(peer) === socket) this.#handshaking.delete(peer);
      });
    });
    server.on('secureConnection', (socket) => {
      this.#handshaking.delete(peerOf(socket));
      if (socket.alpnProtocol !== 'h2') this.#connect(socket, socket, () => socket.end());
    });
    server.on('tlsClientError', (error, socket) => refusePlainHttp(error, this.#handshaking.get(peerOf(socket))));
    server.on('timeout', (peer: ServerHttp2Session | TLSSocket) => this.#onIdle(peer));
    server.on('sessionError', PROTOCOL_ERRORS);
    server.on('clientError', (error: Error, socket: TLSSocket) => this.#onRubbish(error, socket));
  }

  #listenToRequests(): void {
    const server = this.#server;
    const onHttp1 = (request: unknown, response: unknown) =>
      this.#onHttp1(request as IncomingMessage, response as ServerResponse);
    server.on('request', onHttp1);
    server.on('checkContinue', onHttp1);
    // A `request` listener makes the server wrap every HTTP/2 stream in its slower, HTTP/1-like objects. It is for
    // HTTP/1.1 only: streams are taken from their session.
    server.removeAllListeners('stream');
    server.on('session', (session) => this.#onSession(session as ServerHttp2Session));
  }

  /** Undefined when the peer is gone already, or has sent a certificate that cannot be made sense of. */
  #connect(peer: TLSSocket | ServerHttp2Session, socket: TLSSocket, close: () => void): Connection | undefined {
    try {
      const connection = new Connection(socket, () => this.#closeSoon(peer, close));
      this.#connections.set(peer, connection);
      peer.once('close', () => {
        this.#connections.delete(peer);
        connection.closed();
      });
      if (this.#draining) connection.retire();
      return connection;
    } catch {
      peer.destroy();
      return undefined;
    }
  }

  /** Threat: a peer that neither reads nor closes (a suspended client does neither) would hold up the server's end. */
  #closeSoon(peer: TLSSocket | ServerHttp2Session, close: () => void): void {
    close();
    setTimeout(() => peer.destroy(), this.#limits.lingerTimeout).unref();
  }

  /** What was asked before is answered, if all of it is there. */
  #onRubbish(error: Error, socket: TLSSocket): void {
    const connection = this.#connections.get(socket);
    if (connection?.busy && this.#lastRequests.get(socket)?.complete) connection.retire();
    else refuse(error, socket, connection?.busy ?? false);
  }

  #onHttp1(request: IncomingMessage, response: ServerResponse): void {
    response.on('error', PROTOCOL_ERRORS);
    this.#lastRequests.set(request.socket, request);
    const connection = this.#connections.get(request.socket as TLSSocket);
    if (connection === undefined) response.destroy();
    else serve(new Http1Exchange(request, response, connection, this.#rules), this.#answers);
  }

  #onSession(session: ServerHttp2Session): void {
    const connection = this.#connect(session, session.socket as TLSSocket, () => session.close());
    if (connection === undefined || session.destroyed) return;
    session.setLocalWindowSize(CONNECTION_WINDOW);
    const guard = new ResetGuard(session, this.#limits, this.#now);
    const onAborted = () => guard.count();
    session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
      stream.on('error', PROTOCOL_ERRORS);
      stream.on('aborted', onAborted);
      // Reset before it was looked at: no work is begun for it.
      if (stream.destroyed || stream.closed) onAborted();
      else serve(new Http2Exchange(stream, headers, raw, connection, this.#rules), this.#answers);
    });
  }

  /** Nothing went either way for a while: fine where an answer is being made or streamed, the end everywhere else. */
  #onIdle(peer: ServerHttp2Session | TLSSocket): void {
    const connection = this.#connections.get(peer);
    if (!connection?.busy) peer.destroy();
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
