/** The most that is encrypted and sent in one turn of the event loop; longer bodies go out in slabs of this size. */
export const SLAB = 256 * 1024;

/** Slabs are used again: memory of this size that is made and dropped for every answer would keep the collector busy. */
const MOST_KEPT = 32;
const kept: Buffer[] = [];

export function takeSlab(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(SLAB);
}

/** @param slab that nobody reads any more */
export function giveSlab(slab: Buffer): void {
  if (kept.length < MOST_KEPT) kept.push(slab);
}
