/** Counts what an evaluation costs, and ends it when that is too much. */

/** Thrown out of an evaluation whose budget is used up; `evaluate` catches it. No expression can catch it. */
export class BudgetExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Element visits that one cost unit pays for. */
const WORK_PER_COST = 10;

/**
 * Two counts. The cost is cel-go's, unit for unit, since clients tune expressions to it. It charges one unit for joining
 * two lists or comparing deep ones, however large; the work count bounds what that may really do.
 */
export class Meter {
  readonly #costLimit: number;
  readonly #workLimit: number;
  #cost = 0;
  #work = 0;

  constructor(costLimit: number) {
    this.#costLimit = costLimit;
    this.#workLimit = costLimit * WORK_PER_COST;
  }

  get cost(): number {
    return this.#cost;
  }

  /** Throws BudgetExceeded. */
  charge(cost: number): void {
    this.#cost += cost;
    if (this.#cost > this.#costLimit) throw new BudgetExceeded();
  }

  /** Elements or characters that are about to be touched. Throws BudgetExceeded. */
  work(units: number): void {
    this.#work += units;
    if (this.#work > this.#workLimit) throw new BudgetExceeded();
  }
}
