/** Requests over the wire, to any Kubernetes API server. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Status } from '../api/status.ts';
import { errorOf } from './client.ts';
import type { ClientRequest, ClientResponse, ClientStream, Transport } from './transport.ts';

/** Where a server is, and who asks. PEM throughout. */
export interface Endpoint {
  /** `https://host:port`, with a path in front of every request's where a proxy needs one. */
  readonly server: string;
  /** What the server's certificate is verified against; absent: the authorities of the system. */
  readonly authority?: string;
  /** The name that the server's certificate must have, where it is not the host's. */
  readonly serverName?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly token?: string;
}

/** The server could not be reached, or is not the one that was meant. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

export class HttpsTransport implements Transport {
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #authorization: Readonly<Record<string, string>>;

  constructor({ server, authority, serverName, certificate, privateKey, token }: Endpoint) {
    this.#base = new URL(server);
    if (this.#base.protocol !== 'https:') throw new ConnectionError(`${server} is no https:// address`);
    this.#agent = new Agent({
      keepAlive: true,
      minVersion: 'TLSv1.2',
      ...(authority !== undefined && { ca: authority }),
      ...(serverName !== undefined && { servername: serverName }),
      ...(certificate !== undefined && { cert: certificate }),
      ...(privateKey !== undefined && { key: privateKey }),
    });
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** @throws ConnectionError */
  async send(request: ClientRequest): Promise<ClientResponse> {
    const response = await this.#open(request, new AbortController().signal);
    return { status: response.statusCode!, body: await buffer(response) };
  }

  /** @throws ConnectionError, StatusError */
  async stream(request: ClientRequest, onChunk: (chunk: Uint8Array) => void): Promise<ClientStream> {
    const abort = new AbortController();
    const response = await this.#open(request, abort.signal);
    if (response.statusCode! >= 400) throw errorOf(JSON.parse((await buffer(response)).toString()) as Status);
    response.on('data', onChunk);
    // It may end by an error too, which is no more than its end: whoever watches asks again.
    const ended = once(response, 'close').then(
      () => {},
      () => {},
    );
    return { close: () => abort.abort(), ended };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #open({ method, path, headers, body }: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const prefix = this.#base.pathname.replace(/\/$/, '');
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const sent = httpsRequest(new URL(prefix + path, this.#base), {
      method,
      headers: { ...headers, ...length, ...this.#authorization },
      agent: this.#agent,
      signal,
    });
    sent.end(body);
    try {
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return response;
    } catch (error) {
      throw new ConnectionError(`cannot reach ${this.#base.origin}: ${(error as Error).message}`);
    }
  }
}
