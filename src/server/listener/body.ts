import type { Readable } from 'node:stream';
import { badRequest, requestEntityTooLarge, type StatusError, serviceUnavailable, timeout } from '../../api/status.ts';

export interface BodyLimits {
  readonly bytes: number;
  /** What Content-Length says, if it says anything. */
  readonly declared: number | undefined;
  readonly milliseconds: number;
}

/** The bodies that are being received on one listener. */
export class BodyReaders {
  readonly #readers = new Set<BodyReader>();
  #ended = false;

  add(reader: BodyReader): void {
    if (this.#ended) reader.giveUp();
    else this.#readers.add(reader);
  }

  delete(reader: BodyReader): void {
    this.#readers.delete(reader);
  }

  /** The server stops: who is still sending is told so, now and from now on. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader.giveUp();
  }
}

function tooLarge(limit: number): StatusError {
  return requestEntityTooLarge(`limit is ${limit}`);
}

/**
 * Collects a request's body. When it rejects, the source is left paused, with its rest unread.
 * @throws StatusError 413 past the limit, 504 when the client takes too long, 400 when it leaves in between, 503 when
 * the server stops
 */
export function readBody(source: Readable, limits: BodyLimits, readers: BodyReaders): Promise<Buffer> {
  if (limits.declared !== undefined && limits.declared > limits.bytes) return Promise.reject(tooLarge(limits.bytes));
  return new Promise((resolve, reject) => new BodyReader(source, limits, readers, resolve, reject));
}

class BodyReader {
  readonly #source: Readable;
  readonly #limit: number;
  readonly #readers: BodyReaders;
  readonly #resolve: (body: Buffer) => void;
  readonly #reject: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    source: Readable,
    limits: BodyLimits,
    readers: BodyReaders,
    resolve: (body: Buffer) => void,
    reject: (error: Error) => void,
  ) {
    this.#source = source;
    this.#limit = limits.bytes;
    this.#readers = readers;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(this.#onTimeout, limits.milliseconds);
    // An empty one may have ended while nobody listened yet.
    if (source.readableEnded) this.#onEnd();
    else if (source.destroyed) this.#onClose();
    else {
      source.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
      readers.add(this);
    }
  }

  giveUp(): void {
    this.#fail(serviceUnavailable('the server is shutting down'));
  }

  readonly #onData = (chunk: Buffer) => {
    this.#size += chunk.length;
    if (this.#size > this.#limit) this.#fail(tooLarge(this.#limit));
    else this.#chunks.push(chunk);
  };

  readonly #onEnd = () => {
    this.#release();
    this.#resolve(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size));
  };

  readonly #onClose = () => this.#fail(badRequest('the connection ended before the request body did'));

  readonly #onTimeout = () => this.#fail(timeout('the request body did not arrive in time', 0));

  #fail(error: Error): void {
    this.#release();
    this.#source.pause();
    this.#reject(error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#readers.delete(this);
    this.#source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
  }
}
