// The global of this name is a getter, which costs as much again as the clock.
import { performance } from 'node:perf_hooks';

/** Milliseconds since a fixed point, of a clock that only grows. */
export const monotonicNow = (): number => performance.now();

/** Time, handed in so that tests are exact. */
export interface Clock {
  /** Wall clock, in milliseconds since the epoch. */
  now(): number;
  /** Does not keep the process alive. @returns cancels */
  setTimeout(callback: () => void, milliseconds: number): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on and runs what falls due on the way, in order, timers set meanwhile included. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let timer = this.#nextBefore(end); timer; timer = this.#nextBefore(end)) {
      this.#now = timer.at;
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.callback();
    }
    this.#now = end;
  }

  #nextBefore(end: number) {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
