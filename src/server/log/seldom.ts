const MINUTE = 60_000;
const MOST_KEYS = 100;

/** For lines that clients bring about as they like: each key once a minute, and no more than a hundred of them. */
export class Seldom {
  readonly #now: () => number;
  readonly #told = new Set<string>();
  #since = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it is time to tell of this key. */
  isDue(key: string): boolean {
    const now = this.#now();
    if (now - this.#since >= MINUTE) {
      this.#told.clear();
      this.#since = now;
    }
    if (this.#told.has(key) || this.#told.size >= MOST_KEYS) return false;
    this.#told.add(key);
    return true;
  }
}
