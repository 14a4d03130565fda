/**
 * What one write takes from the pools and gives back to them. Values are taken at once, so that no other write can get
 * them, and given back only when the write that lets go of them is durable.
 */
export class Transaction {
  readonly #taken: (() => void)[] = [];
  readonly #freed: (() => void)[] = [];
  #open = true;

  /** @throws AllocationError, by the pool */
  take<V>(pool: { take(value: V): void; free(value: V): void }, value: V): void {
    pool.take(value);
    this.#taken.push(() => pool.free(value));
  }

  /** @throws AllocationError, by the pool */
  takeNext<V>(pool: { takeNext(): V; free(value: V): void }): V {
    const value = pool.takeNext();
    this.#taken.push(() => pool.free(value));
    return value;
  }

  freeOnCommit<V>(pool: { free(value: V): void }, value: V): void {
    this.#freed.push(() => pool.free(value));
  }

  commit(): void {
    this.#settle(this.#freed);
  }

  revert(): void {
    this.#settle(this.#taken);
  }

  #settle(actions: readonly (() => void)[]): void {
    // A second call could free what somebody else has taken since.
    if (!this.#open) return;
    this.#open = false;
    for (const act of actions) act();
  }
}
