/** Evaluating the expressions of one policy on one request. */
import type { Value } from '../../../cel/values/value.ts';
import type { Compiled } from './compiler.ts';
import type { SubjectActivation } from './subject.ts';

/** What all expressions of a policy may cost together (k8s.io/apiserver/pkg/apis/cel). */
export const EVALUATION_BUDGET = 10_000_000;
export const MATCH_CONDITIONS_BUDGET = 2_500_000;

/** The expressions of a policy have cost too much: none of them is evaluated any more. */
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

export type Outcome =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

/** Throws, besides what its methods say, whatever stops an evaluation that asks what somebody may do (KnownAnswers.run). */
export class Evaluation {
  readonly #activation: SubjectActivation;

  constructor(activation: SubjectActivation) {
    this.#activation = activation;
  }

  /** @throws OutOfBudget */
  evaluate({ program, problem, expression }: Compiled, budget: Budget): Outcome {
    // Stored before its expressions were checked.
    if (!program) return { error: `compilation error: ${problem}` };
    const before = this.#activation.costOfVariables;
    const evaluated = program.evaluate(this.#activation);
    budget.spend(this.#activation.costOfVariables - before);
    budget.spend(evaluated.cost);
    if (evaluated.error === undefined) return evaluated;
    return { error: `expression '${expression}' resulted in error: ${evaluated.error.message}` };
  }
}
