import { setImmediate } from 'node:timers/promises';

/** How long one piece of work may keep everybody else waiting. */
const SLICE_MILLISECONDS = 10;

/** For loops that may run long: whether it is time to let others have their turn. */
export class Turns {
  #until = performance.now() + SLICE_MILLISECONDS;

  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** Everything that waits is served first. */
  async next(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + SLICE_MILLISECONDS;
  }
}
