import type { Clock } from '../util/clock.ts';
import { StorageError } from './errors.ts';
import type { Storage } from './storage.ts';

export interface CompactionPolicy {
  /** History is kept at least this long … */
  readonly minAgeMilliseconds: number;
  /** … unless it is more revisions than this: that bounds the store under constant churn, … */
  readonly maxRevisions: number;
  /** … or more bytes of values, where the storage tells how many it wrote: under constant churn of large objects. */
  readonly maxBytes: number;
}

export const DEFAULT_COMPACTION: CompactionPolicy = {
  minAgeMilliseconds: 5 * 60_000,
  maxRevisions: 100_000,
  maxBytes: 256 * 1024 * 1024,
};

/** How far the storage had come at a tick. */
interface Mark {
  readonly revision: number;
  readonly at: number;
  readonly bytes: number;
}

const TICK_MILLISECONDS = 1000;
/** A compaction is worth its while only when it drops this share of the revisions that may be kept. */
const STEP_SHARE = 0.1;

/** Compacts a storage on a schedule. */
export class Compactor {
  readonly #storage: Storage;
  readonly #policy: CompactionPolicy;
  readonly #clock: Clock;
  readonly #onError: (error: Error) => void;
  /** Where it was at past ticks, oldest first. */
  #seen: Mark[] = [];
  /** The last compaction that succeeded. */
  #done = 0;
  #cancel: () => void = () => {};
  #stopped = false;

  /** @param onError hears of compactions that failed; they are tried again */
  constructor(storage: Storage, clock: Clock, onError: (error: Error) => void, policy = DEFAULT_COMPACTION) {
    this.#storage = storage;
    this.#clock = clock;
    this.#onError = onError;
    this.#policy = policy;
  }

  start(): void {
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.setTimeout(() => {
      void this.#tick().then(() => this.#schedule());
    }, TICK_MILLISECONDS);
  }

  async #tick(): Promise<void> {
    try {
      const target = this.#target(await this.#storage.currentRevision());
      if (target <= this.#done) return;
      await this.#storage.compact(target);
      this.#done = target;
    } catch (error) {
      const isClosed = error instanceof StorageError && error.code === 'closed';
      // The storage may be closed in the middle of the last one; the next start does it.
      if (!isClosed && !this.#stopped) this.#onError(error as Error);
    }
  }

  /** The revision to compact to: what is old enough, or what is too much. */
  #target(current: number): number {
    const { minAgeMilliseconds, maxRevisions, maxBytes } = this.#policy;
    const now = this.#clock.now();
    const written = this.#storage.writtenBytes?.() ?? 0;
    if (this.#seen.at(-1)?.revision !== current) this.#seen.push({ revision: current, at: now, bytes: written });
    const old = this.#seen.findLastIndex(
      ({ at, bytes }) => now - at >= minAgeMilliseconds || written - bytes >= maxBytes,
    );
    const tooMany = current - maxRevisions;
    const isWorthIt = tooMany - this.#done >= maxRevisions * STEP_SHARE;
    const target = Math.max(this.#seen[old]?.revision ?? 0, isWorthIt ? tooMany : 0);
    this.#seen = this.#seen.slice(Math.max(0, old));
    return target;
  }
}
