/** Requests handed to the server's chain directly: the same stages as for any client, without sockets. */
import type { Status } from '../api/status.ts';
import { wholeBody } from '../request/body-pieces.ts';
import type { ApiRequest, ApiResponse, BodySink } from '../request/http.ts';
import { madeRequest } from '../request/made-request.ts';
import { errorOf } from './client.ts';
import type { ClientRequest, ClientResponse, ClientStream, Transport } from './transport.ts';

export type Handle = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

export class InProcessTransport implements Transport {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  async send(request: ClientRequest): Promise<ClientResponse> {
    const response = await this.#handle(madeRequest(request, new AbortController().signal));
    return { status: response.status, body: await collect(response) };
  }

  async stream(request: ClientRequest, onChunk: (chunk: Uint8Array) => void): Promise<ClientStream> {
    const abort = new AbortController();
    const response = await this.#handle(madeRequest(request, abort.signal));
    if (response.status >= 400) throw errorOf(JSON.parse((await collect(response)).toString()) as Status);
    const sink = new CallbackSink(onChunk, abort.signal);
    const ended = typeof response.body === 'function' ? response.body(sink) : Promise.resolve();
    return { close: () => abort.abort(), ended };
  }
}

async function collect(response: ApiResponse): Promise<Buffer> {
  if (typeof response.body !== 'function') return Buffer.from(wholeBody(response.body));
  const chunks: Uint8Array[] = [];
  await response.body(new CallbackSink((chunk) => chunks.push(chunk), new AbortController().signal));
  return Buffer.concat(chunks);
}

class CallbackSink implements BodySink {
  readonly #onChunk: (chunk: Uint8Array) => void;
  readonly #signal: AbortSignal;

  constructor(onChunk: (chunk: Uint8Array) => void, signal: AbortSignal) {
    this.#onChunk = onChunk;
    this.#signal = signal;
  }

  get closed(): boolean {
    return this.#signal.aborted;
  }

  write(chunk: Uint8Array): boolean {
    if (!this.closed) this.#onChunk(chunk);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else this.#signal.addEventListener('abort', listener, { once: true });
  }
}
