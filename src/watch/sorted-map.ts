import { compareKeys } from '../storage/keys.ts';

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
    const old = this.#chunks[chunk] ?? [];
    const replaced = old[offset]?.key === entry.key ? 1 : 0;
    const changed = old.toSpliced(offset, replaced, entry);
    return new SortedMap(this.#chunks.toSpliced(chunk, 1, ...split(changed)), this.size + 1 - replaced);
  }

  delete(key: string): SortedMap<T> {
    const { chunk, offset } = this.#locate(key);
    const old = this.#chunks[chunk];
    if (old?.[offset]?.key !== key) return this;
    const changed = old.length === 1 ? [] : [old.toSpliced(offset, 1)];
    return new SortedMap(this.#chunks.toSpliced(chunk, 1, ...changed), this.size - 1);
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
    const isBefore = (entry: T) => compareKeys(entry.key, key) < 0;
    const after = partitionPoint(this.#chunks, (chunk) => isBefore(chunk.at(-1)!));
    // Behind the last key, the last chunk grows.
    const chunk = Math.min(after, Math.max(0, this.#chunks.length - 1));
    return { chunk, offset: partitionPoint(this.#chunks[chunk] ?? [], isBefore) };
  }
}

function split<T>(chunk: readonly T[]): (readonly T[])[] {
  const middle = chunk.length >> 1;
  return chunk.length <= MAX_CHUNK ? [chunk] : [chunk.slice(0, middle), chunk.slice(middle)];
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
