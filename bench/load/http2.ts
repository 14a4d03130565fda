import type { TLSSocket } from 'node:tls';
import { type Client, checkBody, FrameCounter, type Request } from './client.ts';

/** RFC 9113, 6. */
const Type = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, PING: 6, GOAWAY: 7, WINDOW_UPDATE: 8 } as const;
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
const ACK = 0x1;
const HEAD = 9;
const INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;

/** As client-go sets them. */
const STREAM_WINDOW = 4 << 20;
const CONNECTION_WINDOW = 1 << 30;
/** How much is read before the server is told that it may send as much again. */
const WINDOW_STEP = 1 << 20;

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.allocUnsafe(HEAD);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** HPACK (RFC 7541, 6.2.2 and 5.2), every header a literal that is not indexed. */
function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const literals = Object.entries(headers).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]);
  return Buffer.concat(literals);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  const prefix =
    bytes.length < 127 ? [bytes.length] : [127, ((bytes.length - 127) & 127) | 128, (bytes.length - 127) >> 7];
  return Buffer.concat([Buffer.from(prefix), bytes]);
}

/** A request's bytes; the stream's number is filled in later, at these places. */
interface Encoded {
  readonly bytes: Buffer;
  readonly streams: readonly number[];
}

function encode({ method, path, headers, body }: Request): Encoded {
  const pseudo = { ':method': method, ':scheme': 'https', ':authority': 'localhost', ':path': path };
  const flags = body === undefined ? END_HEADERS | END_STREAM : END_HEADERS;
  const content = Buffer.from(body ?? '');
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(content.length) };
  const head = frame(Type.HEADERS, flags, 0, headerBlock({ ...pseudo, ...headers, ...length }));
  if (body === undefined) return { bytes: head, streams: [5] };
  return {
    bytes: Buffer.concat([head, frame(Type.DATA, END_STREAM, 0, content)]),
    streams: [5, head.length + 5],
  };
}

interface Exchange {
  onData(payload: Buffer): void;
  onEnd(): void;
}

export class Http2Client implements Client {
  readonly #socket: TLSSocket;
  readonly #encoded = new WeakMap<Request, Encoded>();
  readonly #exchanges = new Map<number, Exchange>();
  #answer: PromiseWithResolvers<void> | undefined;
  #nextStream = 1;
  #rest: Buffer = Buffer.alloc(0);
  #sinceUpdate = 0;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    const settings = Buffer.alloc(6);
    settings.writeUInt16BE(INITIAL_WINDOW_SIZE, 0);
    settings.writeUInt32BE(STREAM_WINDOW, 2);
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    socket.write(frame(Type.SETTINGS, 0, 0, settings));
    this.#grant(0, CONNECTION_WINDOW - DEFAULT_WINDOW);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  async send(request: Request): Promise<void> {
    if (this.#socket.destroyed) throw new Error('the server has closed the connection');
    const answer = Promise.withResolvers<void>();
    this.#answer = answer;
    let started = false;
    this.#open(request, {
      onEnd: () => answer.resolve(),
      onData: (payload) => {
        if (!started) checkBody(payload);
        started = true;
      },
    });
    return answer.promise;
  }

  watch(request: Request, onFrames: (frames: number) => void): void {
    const counter = new FrameCounter();
    const onEnd = () => this.#fail(new Error('a watch ended'));
    this.#open(request, { onEnd, onData: (payload) => onFrames(counter.count(payload)) });
  }

  close(): void {
    this.#answer = undefined;
    this.#socket.destroy();
  }

  #open(request: Request, exchange: Exchange): void {
    let encoded = this.#encoded.get(request);
    if (!encoded) {
      encoded = encode(request);
      this.#encoded.set(request, encoded);
    }
    const bytes = Buffer.from(encoded.bytes);
    for (const at of encoded.streams) bytes.writeUInt32BE(this.#nextStream, at);
    this.#exchanges.set(this.#nextStream, exchange);
    this.#nextStream += 2;
    this.#socket.write(bytes);
  }

  #onData(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= HEAD) {
      const end = HEAD + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      this.#onFrame(bytes[3]!, bytes[4]!, bytes.readUInt32BE(5), bytes.subarray(HEAD, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }

  #onFrame(type: number, flags: number, stream: number, payload: Buffer): void {
    if (type === Type.DATA) this.#onBody(flags, stream, payload);
    else if (type === Type.HEADERS) this.#maybeEnd(flags, stream);
    else if (type === Type.SETTINGS && !(flags & ACK)) this.#socket.write(frame(type, ACK, 0, Buffer.alloc(0)));
    else if (type === Type.PING && !(flags & ACK)) this.#socket.write(frame(type, ACK, 0, payload));
    else if (type === Type.RST_STREAM || type === Type.GOAWAY) {
      this.#fail(
        new Error(
          `the server refused a request: frame ${type}, error ${payload.readUInt32BE(payload.length < 8 ? 0 : 4)}`,
        ),
      );
    }
  }

  #onBody(flags: number, stream: number, payload: Buffer): void {
    try {
      this.#exchanges.get(stream)?.onData(payload);
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#sinceUpdate += payload.length;
    if (this.#sinceUpdate >= WINDOW_STEP) {
      this.#grant(0, this.#sinceUpdate);
      if (!(flags & END_STREAM)) this.#grant(stream, this.#sinceUpdate);
      this.#sinceUpdate = 0;
    }
    this.#maybeEnd(flags, stream);
  }

  #maybeEnd(flags: number, stream: number): void {
    if (!(flags & END_STREAM)) return;
    const exchange = this.#exchanges.get(stream);
    this.#exchanges.delete(stream);
    exchange?.onEnd();
  }

  #grant(stream: number, bytes: number): void {
    this.#socket.write(frame(Type.WINDOW_UPDATE, 0, stream, uint32(bytes)));
  }

  #fail(error: Error): void {
    this.#answer?.reject(error);
  }
}
