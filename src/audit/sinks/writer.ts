import type { Clock } from '../../util/clock.ts';
import type { Batch } from './batch.ts';
import { type LineSealer, sealLines } from './line-sealer.ts';
import type { LineStore } from './line-store.ts';

export interface WriterPorts {
  readonly store: LineStore;
  readonly sealer: LineSealer;
  readonly clock: Clock;
  /** At every attempt that failed. */
  onFailure(error: unknown): void;
  /** A file has begun, and nothing stands in it. */
  onNewFile(): Promise<void>;
}

const BREAK = Buffer.from('\n');
/** How soon what failed is tried again. */
const RETRY_MILLISECONDS = 1000;

/** Seals lines and stores them. What fails is tried again until it is done, or nobody wants it any more. */
export class Writer {
  readonly #ports: WriterPorts;
  #stopping = false;
  #wake = () => {};

  constructor(ports: WriterPorts) {
    this.#ports = ports;
  }

  /** @returns whether it is stored; if not, the writer was stopped, and nothing more may be written */
  async write({ lines, bytes }: Batch): Promise<boolean> {
    const { store, sealer } = this.#ports;
    // Before the lines are sealed: what a file ends with stands before them.
    if (store.isDue?.(bytes) && !(await this.#next())) return false;
    const sealed = sealLines(sealer, lines, bytes);
    return this.#insist(() => store.append(sealed, lines.length));
  }

  /** Nothing more comes. */
  finish(): Promise<boolean> {
    return this.#end('log');
  }

  #end(what: 'file' | 'log'): Promise<boolean> {
    const last = this.#ports.sealer.checkpoint(what);
    if (last === undefined) return Promise.resolve(true);
    const bytes = Buffer.concat([last, BREAK]);
    return this.#insist(() => this.#ports.store.append(bytes, 1));
  }

  /** What fails from now on is not tried again. */
  stop(): void {
    this.#stopping = true;
    this.#wake();
  }

  async #next(): Promise<boolean> {
    const { store, onNewFile } = this.#ports;
    const isDone = (await this.#end('file')) && (await this.#insist(async () => store.next?.()));
    if (isDone) await onNewFile();
    return isDone;
  }

  async #insist(step: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await step();
        return true;
      } catch (error) {
        this.#ports.onFailure(error);
      }
      if (this.#stopping) return false;
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#ports.clock.setTimeout(resolve, RETRY_MILLISECONDS);
    this.#wake = resolve;
    return promise.finally(cancel);
  }
}
