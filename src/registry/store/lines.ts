/**
 * Lines in which those who lost a race for a key wait for each other: one of them tries at a time. All at once, each
 * would lose to all others again, and a hundred writers of one object would make ten thousand attempts.
 */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all who came before have finished. */
  stand<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#last.set(key, turn);
    const leave = () => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  }
}
