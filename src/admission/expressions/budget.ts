/** What the expressions of one policy, or of one webhook, may cost together (k8s.io/apiserver/pkg/apis/cel). */
export const EVALUATION_BUDGET = 10_000_000;
export const MATCH_CONDITIONS_BUDGET = 2_500_000;

/** They have cost too much: none of them is evaluated any more. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

export class Budget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** @throws OutOfBudget */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new OutOfBudget();
  }
}
