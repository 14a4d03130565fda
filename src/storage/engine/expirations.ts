export interface Expiration {
  readonly key: string;
  /** The record that set the limit; a newer one lifts it. */
  readonly id: number;
}

const SLOT_MILLISECONDS = 1000;

/** Which keys delete themselves when, in slots of a second. Entries may be stale: the caller compares the id. */
export class Expirations {
  readonly #slots = new Map<number, Expiration[]>();

  add(key: string, id: number, at: number): void {
    const slot = Math.ceil(at / SLOT_MILLISECONDS);
    const entries = this.#slots.get(slot);
    if (entries) entries.push({ key, id });
    else this.#slots.set(slot, [{ key, id }]);
  }

  /** Takes out what is due. */
  takeDue(now: number): Expiration[] {
    const due = [...this.#slots.keys()].filter((slot) => slot * SLOT_MILLISECONDS <= now);
    return due.flatMap((slot) => {
      const entries = this.#slots.get(slot)!;
      this.#slots.delete(slot);
      return entries;
    });
  }
}
