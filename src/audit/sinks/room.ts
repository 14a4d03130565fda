/** How much of memory, and of the store behind it, is left for events. */
import type { BatchQueue } from './batch-queue.ts';
import type { LineStore } from './line-store.ts';

const MOST_BYTES = 16 * 1024 * 1024;
/** Kept free for what cannot be made shorter and, in strict mode, for requests that were let in before. */
const HEADROOM = 0.1;

export class Room {
  readonly #queue: Pick<BatchQueue, 'lines' | 'bytes'>;
  readonly #store: Pick<LineStore, 'room' | 'capacity'>;
  readonly #mostEvents: number;
  readonly #growth: number;

  /** @param mostEvents how many events may wait in memory @param growth by how many bytes a line grows when it is written */
  constructor(
    queue: Pick<BatchQueue, 'lines' | 'bytes'>,
    store: Pick<LineStore, 'room' | 'capacity'>,
    mostEvents: number,
    growth: number,
  ) {
    this.#queue = queue;
    this.#store = store;
    this.#mostEvents = mostEvents;
    this.#growth = growth;
  }

  /** Whether a line of so many bytes finds a place. */
  fits(size: number): boolean {
    const { lines, bytes } = this.#queue;
    return lines < this.#mostEvents && bytes + size + this.#growth <= Math.min(MOST_BYTES, this.#store.room);
  }

  /** Whether it finds one that is not kept free for others. */
  fitsWell(size: number): boolean {
    return this.fits(size) && !this.#isShortOfBytes(size + this.#growth);
  }

  /** Whether only what is kept free is left. */
  get isNarrow(): boolean {
    return this.#mostEvents - this.#queue.lines < this.#mostEvents * HEADROOM || this.#isShortOfBytes(0);
  }

  /** @param more bytes that are to be taken besides */
  #isShortOfBytes(more: number): boolean {
    const taken = this.#queue.bytes + more;
    const { room, capacity } = this.#store;
    const isShort = (left: number, of: number) => left < of * HEADROOM;
    return isShort(MOST_BYTES - taken, MOST_BYTES) || isShort(room - taken, capacity);
  }
}
