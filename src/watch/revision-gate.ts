import type { Clock } from '../util/clock.ts';

interface Waiter {
  readonly revision: number;
  settle(reached: boolean): void;
}

/** Lets callers wait until a revision has been reached. */
export class RevisionGate {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  #revision = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether it was reached in time, or before the gate was closed */
  waitFor(revision: number, timeoutMilliseconds?: number): Promise<boolean> {
    if (this.#revision >= revision) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        cancel();
        this.#waiters.delete(waiter);
        resolve(reached);
      };
      const waiter = { revision, settle };
      const cancel =
        timeoutMilliseconds === undefined ? () => {} : this.#clock.setTimeout(() => settle(false), timeoutMilliseconds);
      this.#waiters.add(waiter);
    });
  }

  reach(revision: number): void {
    this.#revision = revision;
    for (const waiter of this.#waiters) {
      if (waiter.revision <= revision) waiter.settle(true);
    }
  }

  close(): void {
    for (const waiter of this.#waiters) waiter.settle(false);
  }
}
