import type { BodySink } from '../../request/http.ts';

/** The part of an HTTP/1.1 response and of an HTTP/2 stream that bodies are written through. */
export interface WireOutput {
  readonly destroyed: boolean;
  readonly writableNeedDrain: boolean;
  write(chunk: Uint8Array, taken?: () => void): boolean;
  end(chunk?: Uint8Array): unknown;
  destroy(error: Error): unknown;
  once(event: 'drain' | 'close', listener: () => void): this;
  off(event: 'drain' | 'close', listener: () => void): this;
}

/** A streamed body on the wire. A peer that takes nothing for `stallTimeout` is cut off. */
export class WireSink implements BodySink {
  readonly #output: WireOutput;
  readonly #stallTimeout: number;
  #listeners: (() => void)[] | undefined = [];
  #closed: boolean;

  constructor(output: WireOutput, stallTimeout: number) {
    this.#output = output;
    this.#stallTimeout = stallTimeout;
    this.#closed = output.destroyed;
    output.once('close', () => {
      this.#closed = true;
      this.announceEnd();
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(chunk: Uint8Array): boolean {
    return this.#closed || this.#output.write(chunk);
  }

  drained(): Promise<void> {
    if (this.#closed || !this.#output.writableNeedDrain) return Promise.resolve();
    return this.#unlessStalled((done) => void this.#output.once('drain', done));
  }

  /** Resolves when the chunk is sent, and its memory may be used for the next, or when the sink is closed. */
  deliver(chunk: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return this.#unlessStalled((done) => void this.#output.write(chunk, done));
  }

  onClose(listener: () => void): void {
    if (this.#listeners === undefined) listener();
    else this.#listeners.push(listener);
  }

  /** The body is whole, with `last` behind what was written. */
  end(last?: Uint8Array): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#output.end(last);
  }

  /** Tells the body's writer to finish: the peer is gone, or the server stops. */
  announceEnd(): void {
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }

  /** Waits for `done` to be called, or for the end of the output. */
  #unlessStalled(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const output = this.#output;
      const stalled = setTimeout(() => output.destroy(new Error('the peer does not read')), this.#stallTimeout);
      const done = () => {
        clearTimeout(stalled);
        output.off('drain', done).off('close', done);
        resolve();
      };
      output.once('close', done);
      begin(done);
    });
  }
}
