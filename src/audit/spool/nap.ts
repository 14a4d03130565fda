import type { Clock } from '../../util/clock.ts';

/** Waits for a time, unless it is woken before. One at a time. */
export class Nap {
  readonly #clock: Clock;
  #wake = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param milliseconds undefined: until it is woken */
  async take(milliseconds?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = milliseconds === undefined ? () => {} : this.#clock.setTimeout(resolve, milliseconds);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  wake(): void {
    this.#wake();
  }
}
