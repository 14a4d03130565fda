/** A pool of consecutive numbers, of which each can be taken once. */

const LONG_SEARCH = 32;

/** In [0, 1). */
export type Random = () => number;

/** Why a value could not be taken, in upstream's words. */
export class AllocationError extends Error {
  override readonly name = 'AllocationError';
}

/**
 * The pool's low band is left to those who ask for a value by name: random picks come from above it while there are any,
 * so that a value that a manifest fixes is likely to be free.
 */
export class Pool {
  readonly #size: bigint;
  readonly #band: bigint;
  readonly #random: Random;
  readonly #taken = new Set<bigint>();
  #takenInBand = 0n;
  /** Where the last search ended. */
  #searched = 0n;

  /** @param band how many of the lowest values random picks avoid */
  constructor(size: bigint, band: bigint, random: Random) {
    this.#size = size;
    this.#band = band;
    this.#random = random;
  }

  /** False when somebody has it. */
  take(value: bigint): boolean {
    if (this.#taken.has(value)) return false;
    this.#taken.add(value);
    if (value < this.#band) this.#takenInBand += 1n;
    return true;
  }

  /** Undefined when the pool is full. */
  takeNext(): bigint | undefined {
    const takenAbove = BigInt(this.#taken.size) - this.#takenInBand;
    if (takenAbove < this.#size - this.#band) return this.#takeFrom(this.#band, this.#size);
    return this.#takenInBand < this.#band ? this.#takeFrom(0n, this.#band) : undefined;
  }

  free(value: bigint): void {
    if (this.#taken.delete(value) && value < this.#band) this.#takenInBand -= 1n;
  }

  /** The first free value at or after a random one. There is one. */
  #takeFrom(low: bigint, high: bigint): bigint {
    const size = high - low;
    let offset = BigInt(Math.floor(this.#random() * Number(size))) % size;
    for (let tries = 1; !this.take(low + offset); tries += 1) {
      offset = (offset + 1n) % size;
      // Of a pool that is nearly full: what was searched before is not searched again for each value.
      if (tries === LONG_SEARCH && this.#searched < size) offset = this.#searched;
    }
    this.#searched = offset;
    return low + offset;
  }
}

/** A sixteenth or the like of the pool, within bounds; none of a pool that is too small to be divided. */
export function bandOf(size: bigint, { least, most, share }: { least: bigint; most: bigint; share: bigint }): bigint {
  if (size <= least) return 0n;
  const band = size / share;
  return band < least ? least : band > most ? most : band;
}
