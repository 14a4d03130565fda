/** For tests: the two ends of a stream. */
import type { BodySink, BodyStream } from '../../request/http.ts';

/** What a peer sees of a stream. */
export class Peer implements BodySink {
  readonly got: string[] = [];
  closed = false;
  full = false;
  #listeners: (() => void)[] = [];
  write(chunk: Uint8Array): boolean {
    this.got.push(Buffer.from(chunk).toString());
    return !this.full;
  }
  drained(): Promise<void> {
    return this.full ? new Promise(() => {}) : Promise.resolve();
  }
  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }
  leave(): void {
    this.closed = true;
    for (const listener of this.#listeners) listener();
  }
}

/** Writes until it is told to end. */
export const ticker: BodyStream = (sink) =>
  new Promise((resolve) => {
    sink.write(Buffer.from('first'));
    sink.onClose(() => {
      sink.write(Buffer.from('too late'));
      resolve();
    });
  });
