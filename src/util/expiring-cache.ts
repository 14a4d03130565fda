interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** A bounded map of values that are good for a while. When it is full, what was not used for longest goes. */
export class ExpiringCache<T> {
  readonly #capacity: number;
  readonly #now: () => number;
  /** The least lately used first. */
  readonly #entries = new Map<string, Entry<T>>();

  /** @param now in the unit of `lifetime`; it only grows */
  constructor(capacity: number, now: () => number) {
    this.#capacity = capacity;
    this.#now = now;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (entry.until <= this.#now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, lifetime: number): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(key, { value, until: this.#now() + lifetime });
  }

  get size(): number {
    return this.#entries.size;
  }
}
