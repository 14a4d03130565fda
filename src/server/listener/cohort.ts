/**
 * Requests that come in one turn of the event loop begin together, when all of them are there. A request goes through
 * more code than a processor's caches hold. Of many that are under way side by side, each takes its next step behind the
 * same step of the others, and what a step needs is fetched once for all of them (cohort scheduling: Larus and Parkes,
 * USENIX 2002). Nobody waits for who is not there yet.
 */
export class Cohort {
  #waiting: (() => void)[] = [];

  /** @param begin must not throw */
  join(begin: () => void): void {
    if (this.#waiting.push(begin) === 1) setImmediate(this.#begin);
  }

  readonly #begin = () => {
    const together = this.#waiting.splice(0, MOST);
    if (this.#waiting.length > 0) setImmediate(this.#begin);
    for (const begin of together) begin();
  };
}

/** Others have their turn in between. */
const MOST = 64;
