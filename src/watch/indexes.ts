import type { KubeObject } from '../api/object.ts';
import type { CacheEvent } from './cache-event.ts';
import type { CachedObject } from './cached-object.ts';

/** What an object is found by: none, one or more values. */
export type IndexFunction = (object: KubeObject) => readonly string[];

/** One way to look objects up by a value that they hold. */
export class ValueIndex {
  readonly #valuesOf: IndexFunction;
  readonly #objects = new Map<string, Map<string, CachedObject>>();

  constructor(valuesOf: IndexFunction, objects: Iterable<CachedObject>) {
    this.#valuesOf = valuesOf;
    for (const object of objects) this.#add(object);
  }

  /** In no particular order. */
  lookup(value: string): CachedObject[] {
    return [...(this.#objects.get(value)?.values() ?? [])];
  }

  apply({ type, current, previous }: CacheEvent): void {
    if (previous) this.#remove(previous);
    if (type !== 'DELETED') this.#add(current);
  }

  #add(object: CachedObject): void {
    for (const value of this.#values(object)) {
      const objects = this.#objects.get(value) ?? new Map();
      this.#objects.set(value, objects.set(object.key, object));
    }
  }

  #remove(object: CachedObject): void {
    for (const value of this.#values(object)) {
      const objects = this.#objects.get(value);
      objects?.delete(object.key);
      if (objects?.size === 0) this.#objects.delete(value);
    }
  }

  #values(object: CachedObject): readonly string[] {
    try {
      return this.#valuesOf(object.object);
    } catch {
      // One object that cannot be read must not stop the cache for all others; it is just not found this way.
      return [];
    }
  }
}
