import type { LineStore } from '../sinks/line-store.ts';
import type { ChainSealer } from './chain-sealer.ts';

/** Tells a sealer when what it has sealed is stored. */
export class SealedStore implements LineStore {
  readonly #store: LineStore;
  readonly #sealer: Pick<ChainSealer, 'stored'>;

  constructor(store: LineStore, sealer: Pick<ChainSealer, 'stored'>) {
    this.#store = store;
    this.#sealer = sealer;
  }

  get room(): number {
    return this.#store.room;
  }

  get capacity(): number {
    return this.#store.capacity;
  }

  isDue(bytes: number): boolean {
    return this.#store.isDue?.(bytes) ?? false;
  }

  async next(): Promise<void> {
    await this.#store.next?.();
  }

  async append(lines: Buffer, count: number): Promise<void> {
    await this.#store.append(lines, count);
    await this.#sealer.stored();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
