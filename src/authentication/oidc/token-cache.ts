import { hash } from 'node:crypto';

interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/**
 * What tokens have been found to prove, for a while. Bounded: the oldest goes first. Tokens are kept as their SHA-256
 * only, so that none can be read out of memory, and looking one up tells nothing by its time.
 */
export class TokenCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(token: string, now: number): T | undefined {
    const entry = this.#entries.get(keyOf(token));
    return entry !== undefined && now < entry.until ? entry.value : undefined;
  }

  /** @param until in milliseconds; from then on it is as if it were not here */
  set(token: string, value: T, until: number): void {
    const key = keyOf(token);
    this.#entries.delete(key);
    this.#entries.set(key, { value, until });
    if (this.#entries.size > this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64');
}
