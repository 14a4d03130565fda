/** As many as a backend is sent together, at most: what is sent again is no older. */
const MOST = 100_000;

/** The hashes of the newest records that were sent, of all chains: whether one that comes again is the same. */
export class RecentHashes {
  readonly #hashes = new Set<string>();

  add(hash: string): void {
    this.#hashes.add(hash);
    if (this.#hashes.size > MOST) this.#hashes.delete(this.#hashes.values().next().value!);
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }
}
