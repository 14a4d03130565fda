/** Maps made in expressions. Those over JSON objects are in json.ts. */
import { MapValue, type Result, Uint, type Value } from './value.ts';

type PlainKey = string | bigint | boolean;

/** One form for equal keys; undefined for what can be no key. */
export function plainKey(key: Value): PlainKey | undefined {
  if (typeof key === 'string' || typeof key === 'bigint' || typeof key === 'boolean') return key;
  if (key instanceof Uint) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : undefined;
}

/** Bool, int, uint or string: what a map literal takes as a key. */
export function isKey(key: Value): boolean {
  return typeof key !== 'number' && plainKey(key) !== undefined;
}

export class EntryMap extends MapValue {
  readonly #entries = new Map<PlainKey, { readonly key: Value; readonly value: Value }>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Result | undefined {
    const plain = plainKey(key);
    return plain === undefined ? undefined : this.#entries.get(plain)?.value;
  }

  has(key: Value): boolean {
    const plain = plainKey(key);
    return plain !== undefined && this.#entries.has(plain);
  }

  *keys(): Iterable<Value> {
    for (const { key } of this.#entries.values()) yield key;
  }

  /** Only while the map is being made. False where the key is there already. */
  insert(key: Value, value: Value): boolean {
    const plain = plainKey(key)!;
    if (this.#entries.has(plain)) return false;
    this.#entries.set(plain, { key, value });
    return true;
  }
}
