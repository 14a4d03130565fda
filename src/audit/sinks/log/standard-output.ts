import type { Writable } from 'node:stream';
import type { LineStore } from '../line-store.ts';

/** Lines on standard output, no faster than they are read there. */
export class StandardOutput implements LineStore {
  readonly room = Number.POSITIVE_INFINITY;
  readonly capacity = Number.POSITIVE_INFINITY;
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  append(lines: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(lines, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** It is not ours to close. */
  async close(): Promise<void> {}
}
