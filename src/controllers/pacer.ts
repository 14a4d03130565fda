/** How long one controller holds up everybody else at a time. */
const SLICE_MILLISECONDS = 4;

/**
 * Cuts long work into slices. Work that waits for promises alone never lets the event loop turn, however often it
 * awaits: requests would wait until all of it is done.
 */
export class Pacer {
  readonly #now: () => number;
  #start: number;

  /** @param now a monotonic time in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** The slice is used up. */
  get due(): boolean {
    return this.#now() - this.#start >= SLICE_MILLISECONDS;
  }

  /** Lets the event loop turn; a new slice starts behind it. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#start = this.#now();
  }
}

/** Runs a task for every item, a few at a time, in slices. The task must not reject. */
export async function forEachPaced<T>(
  items: readonly T[],
  concurrency: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const pacer = new Pacer();
  const remaining = items.values();
  const worker = async () => {
    for (const item of remaining) {
      await task(item);
      if (pacer.due) await pacer.pause();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
