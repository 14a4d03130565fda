import { precedes } from '../storage/keys.ts';

export interface Keyed {
  readonly key: string;
}

/** A chunk is split when it outgrows this. Copying one and the list of all is what a change costs. */
const MAX_CHUNK = 256;

/**
 * An immutable sorted map: entries in the order of their keys' bytes, in chunks that versions share. A change gives a
 * new map and leaves the old one as it was.
 */
export class SortedMap<T extends Keyed> {
  readonly #chunks: readonly (readonly T[])[];
  readonly size: number;

  private constructor(chunks: readonly (readonly T[])[], size: number) {
    this.#chunks = chunks;
    this.size = size;
  }

  static empty<T extends Keyed>(): SortedMap<T> {
    return new SortedMap<T>([], 0);
  }

  /** @param entries in order, each key once */
  static fromSorted<T extends Keyed>(entries: readonly T[]): SortedMap<T> {
    const length = MAX_CHUNK / 2;
    const chunks = Array.from({ length: Math.ceil(entries.length / length) }, (_, i) =>
      entries.slice(i * length, (i + 1) * length),
    );
    return new SortedMap(chunks, entries.length);
  }

  get(key: string): T | undefined {
    const { chunk, offset } = this.#locate(key);
    const found = this.#chunks[chunk]?.[offset];
    return found?.key === key ? found : undefined;
  }

  /** With the entry, in place of one that has its key. */
  set(entry: T): SortedMap<T> {
    const { chunk, offset } = this.#locate(entry.key);
    const changed = (this.#chunks[chunk] ?? []).slice();
    const isNew = changed[offset]?.key !== entry.key;
    if (isNew) changed.splice(offset, 0, entry);
    else changed[offset] = entry;
    return new SortedMap(replace(this.#chunks, chunk, changed), this.size + (isNew ? 1 : 0));
  }

  delete(key: string): SortedMap<T> {
    const { chunk, offset } = this.#locate(key);
    const old = this.#chunks[chunk];
    if (old?.[offset]?.key !== key) return this;
    return new SortedMap(replace(this.#chunks, chunk, old.toSpliced(offset, 1)), this.size - 1);
  }

  /** How many entries have a smaller key: the position that the key has or would have. */
  rank(key: string): number {
    const { chunk, offset } = this.#locate(key);
    let before = offset;
    for (let i = 0; i < chunk; i++) before += this.#chunks[i]!.length;
    return before;
  }

  /** The entries at positions from `start` up to, not including, `end`. */
  slice(start: number, end: number = this.size): T[] {
    const entries: T[] = [];
    let position = 0;
    for (const chunk of this.#chunks) {
      if (position >= end) break;
      if (position + chunk.length > start) {
        for (const entry of chunk.slice(Math.max(0, start - position), end - position)) entries.push(entry);
      }
      position += chunk.length;
    }
    return entries;
  }

  /** The chunk that holds the key or would take it, and the place of the first entry in it that is not smaller. */
  #locate(key: string): { chunk: number; offset: number } {
    const isBeforeKey = precedes(key);
    const isBefore = (entry: T) => isBeforeKey(entry.key);
    const after = partitionPoint(this.#chunks, (chunk) => isBefore(chunk.at(-1)!));
    // Behind the last key, the last chunk grows.
    const chunk = Math.min(after, Math.max(0, this.#chunks.length - 1));
    return { chunk, offset: partitionPoint(this.#chunks[chunk] ?? [], isBefore) };
  }
}

/** The chunks with one changed: split when it grew too long, left out when it is empty. */
function replace<T>(chunks: readonly (readonly T[])[], at: number, changed: readonly T[]): (readonly T[])[] {
  const copy = chunks.slice();
  const middle = changed.length >> 1;
  if (changed.length === 0) copy.splice(at, 1);
  else if (changed.length > MAX_CHUNK) copy.splice(at, 1, changed.slice(0, middle), changed.slice(middle));
  // Nearly always: one assignment is far cheaper than a splice.
  else copy[at] = changed;
  return copy;
}

/** The index of the first item for which `isBefore` no longer holds. */
function partitionPoint<T>(items: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
