import type { Clock } from '../util/clock.ts';
import { Pacer } from './pacer.ts';

export interface WorkQueueOptions<K> {
  readonly clock: Clock;
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  /** Throws or rejects to be tried again. */
  process(key: K): void | Promise<void>;
  onFailure(key: K, error: unknown): void;
  readonly pacer?: Pacer;
}

/** client-go's default limits. */
const FIRST_RETRY_MILLISECONDS = 5;
const LAST_RETRY_MILLISECONDS = 1_000_000;

/**
 * Keys to work on. A key waits once however often it is added, is worked on by one worker at a time, and again when it
 * was added meanwhile. A failure is tried again after a delay that doubles each time until the key succeeds.
 */
export class WorkQueue<K> {
  readonly #options: WorkQueueOptions<K>;
  readonly #pacer: Pacer;
  readonly #ready = new Set<K>();
  readonly #active = new Set<K>();
  /** Added while they were worked on. */
  readonly #again = new Set<K>();
  readonly #delayed = new Map<K, { readonly at: number; cancel(): void }>();
  readonly #failures = new Map<K, number>();
  #state: 'waiting' | 'running' | 'pausing' | 'stopped' = 'waiting';
  #onIdle: (() => void)[] = [];

  constructor(options: WorkQueueOptions<K>) {
    this.#options = options;
    this.#pacer = options.pacer ?? new Pacer();
  }

  /** Keys that were added before wait until now. */
  start(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    this.#pump();
  }

  add(key: K): void {
    if (this.#state === 'stopped') return;
    if (this.#active.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#ready.add(key);
    this.#pump();
  }

  /** Adds it later; of several delays of a key the one that ends first counts. */
  addAfter(key: K, milliseconds: number): void {
    const { clock } = this.#options;
    const at = clock.now() + milliseconds;
    const known = this.#delayed.get(key);
    if (this.#state === 'stopped' || (known && known.at <= at)) return;
    known?.cancel();
    const cancel = clock.setTimeout(() => {
      this.#delayed.delete(key);
      this.add(key);
    }, milliseconds);
    this.#delayed.set(key, { at, cancel });
  }

  /** Resolves when no key is ready or worked on; those that wait for their time do not count. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** Drops what waits; resolves when what is worked on has ended. */
  stop(): Promise<void> {
    this.#state = 'stopped';
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#ready.clear();
    this.#again.clear();
    this.#settle();
    return this.idle();
  }

  get #isIdle(): boolean {
    return this.#ready.size === 0 && this.#active.size === 0;
  }

  #pump(): void {
    for (const key of this.#ready) {
      if (this.#state !== 'running' || this.#active.size >= this.#options.concurrency) return;
      if (this.#pacer.due) {
        this.#state = 'pausing';
        void this.#pacer.pause().then(() => this.#resume());
        return;
      }
      this.#ready.delete(key);
      this.#active.add(key);
      void this.#work(key);
    }
  }

  #resume(): void {
    if (this.#state !== 'pausing') return;
    this.#state = 'running';
    this.#pump();
  }

  async #work(key: K): Promise<void> {
    try {
      await this.#options.process(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retry(key, error);
    }
    this.#active.delete(key);
    if (this.#again.delete(key)) this.#ready.add(key);
    this.#pump();
    this.#settle();
  }

  #retry(key: K, error: unknown): void {
    if (this.#state === 'stopped') return;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#options.onFailure(key, error);
    this.addAfter(key, Math.min(FIRST_RETRY_MILLISECONDS * 2 ** failures, LAST_RETRY_MILLISECONDS));
  }

  #settle(): void {
    if (!this.#isIdle) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}
