import type { TLSSocket } from 'node:tls';
import { type Client, FrameCounter, type Request } from './client.ts';

const HEAD_END = '\r\n\r\n';
const LENGTH = /^content-length: *(\d+)/im;

function encode({ method, path, headers, body = '' }: Request): Buffer {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (body !== '') lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}${body}`);
}

export class Http1Client implements Client {
  readonly #socket: TLSSocket;
  readonly #encoded = new WeakMap<Request, Buffer>();
  #answer: PromiseWithResolvers<void> | undefined;
  #head = '';
  /** Of the body, still to come; undefined while the head is read. */
  #left: number | undefined;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error) => this.#answer?.reject(error));
    socket.on('close', () => this.#answer?.reject(new Error('the server closed the connection')));
  }

  async send(request: Request): Promise<void> {
    if (this.#socket.destroyed) throw new Error('the server has closed the connection');
    this.#answer = Promise.withResolvers();
    this.#write(request);
    return this.#answer.promise;
  }

  watch(request: Request, onFrames: (frames: number) => void): void {
    const counter = new FrameCounter();
    this.#socket.removeAllListeners('data').on('data', (chunk: Buffer) => onFrames(counter.count(chunk)));
    this.#write(request);
  }

  close(): void {
    this.#answer = undefined;
    this.#socket.destroy();
  }

  #write(request: Request): void {
    let bytes = this.#encoded.get(request);
    if (!bytes) {
      bytes = encode(request);
      this.#encoded.set(request, bytes);
    }
    this.#socket.write(bytes);
  }

  #onData(chunk: Buffer): void {
    if (this.#left === undefined) this.#readHead(chunk);
    else this.#left -= chunk.length;
    if (this.#left === 0) this.#finish();
  }

  #readHead(chunk: Buffer): void {
    const before = this.#head.length;
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    this.#left = Number(LENGTH.exec(this.#head)![1]) - (before + chunk.length - end - HEAD_END.length);
  }

  #finish(): void {
    const failed = this.#head[9] !== '2';
    const error = new Error(failed ? this.#head : '');
    this.#head = '';
    this.#left = undefined;
    if (failed) this.#answer!.reject(error);
    else this.#answer!.resolve();
  }
}
