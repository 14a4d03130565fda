/** As many as a backend is sent together, at most: what is sent again is no older. */
const MOST = 100_000;

/** The hashes of the newest records: whether one that comes again is the same. */
export class RecentHashes {
  readonly #hashes = new Map<number, string>();

  /** @param sequence higher than all before */
  add(sequence: number, hash: string): void {
    this.#hashes.set(sequence, hash);
    if (this.#hashes.size > MOST) this.#hashes.delete(this.#hashes.keys().next().value!);
  }

  has(sequence: number, hash: string): boolean {
    return this.#hashes.get(sequence) === hash;
  }
}
