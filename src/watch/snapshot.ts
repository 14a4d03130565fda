import { prefixEnd } from '../storage/keys.ts';
import type { CacheEvent } from './cache-event.ts';
import type { CachedObject } from './cached-object.ts';
import type { SortedMap } from './sorted-map.ts';

export interface PageOptions {
  /** Keys strictly greater than this. */
  readonly after?: string;
  readonly limit?: number;
}
export interface Page {
  /** In the order of their keys' bytes. */
  readonly objects: readonly CachedObject[];
  /** How many follow behind the page. */
  readonly remaining: number;
}

const NOTHING: Page = { objects: [], remaining: 0 };

/** All objects of a cache at one revision. Immutable: it may be kept across any number of writes. */
export class Snapshot {
  readonly revision: number;
  readonly #objects: SortedMap<CachedObject>;

  constructor(revision: number, objects: SortedMap<CachedObject>) {
    this.revision = revision;
    this.#objects = objects;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): CachedObject | undefined {
    return this.#objects.get(key);
  }

  count(prefix: string): number {
    return this.#endOf(prefix) - this.#objects.rank(prefix);
  }

  page(prefix: string, { after = '', limit = Number.POSITIVE_INFINITY }: PageOptions = {}): Page {
    if (this.size === 0) return NOTHING;
    const end = this.#endOf(prefix);
    const start = Math.max(this.#objects.rank(prefix), this.#rankBehind(after));
    const objects = this.#objects.slice(start, Math.min(end, start + limit));
    return { objects, remaining: Math.max(0, end - start - objects.length) };
  }

  /** As it was before these events, which are given newest first. */
  before(events: Iterable<CacheEvent>, revision: number): Snapshot {
    let objects = this.#objects;
    for (const { current, previous } of events) {
      objects = previous ? objects.set(previous) : objects.delete(current.key);
    }
    return new Snapshot(revision, objects);
  }

  after(event: CacheEvent): Snapshot {
    const { type, current, revision } = event;
    const objects = type === 'DELETED' ? this.#objects.delete(current.key) : this.#objects.set(current);
    return new Snapshot(revision, objects);
  }

  /** The same objects, known to be those of a later revision. */
  at(revision: number): Snapshot {
    return new Snapshot(revision, this.#objects);
  }

  #endOf(prefix: string): number {
    const end = prefixEnd(prefix);
    return end === undefined ? this.#objects.size : this.#objects.rank(end);
  }

  #rankBehind(key: string): number {
    return this.#objects.rank(key) + (this.#objects.get(key) ? 1 : 0);
  }
}
