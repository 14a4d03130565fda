/** Evaluating the expressions of one policy on one request. */
import type { Value } from '../../../cel/values/value.ts';
import type { Budget } from '../../expressions/budget.ts';
import type { Compiled } from './compiler.ts';
import type { SubjectActivation } from './subject.ts';

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
