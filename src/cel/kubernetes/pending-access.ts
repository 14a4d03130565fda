/** Evaluation with an authorizer that takes time, as a webhook does. */
import type { Evaluation, EvaluationOptions, Program } from '../program.ts';
import type { AccessAnswer, AccessAnswers, AccessQuestion } from './authorizer.ts';

/** Thrown through an evaluation that cannot go on before the question is answered. */
class PendingQuestion extends Error {
  readonly question: AccessQuestion;

  constructor(question: AccessQuestion) {
    super('the answer is not known yet');
    this.question = question;
  }
}

export type Ask = (question: AccessQuestion) => AccessAnswer | Promise<AccessAnswer>;

/** What was asked so far, for evaluations that may share it: each question is asked once. */
export class KnownAnswers {
  readonly #ask: Ask;
  readonly #known = new Map<string, AccessAnswer>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** For the variables of what `run` evaluates. */
  readonly answers: AccessAnswers = (question) => {
    const answer = this.#known.get(JSON.stringify(question));
    if (!answer) throw new PendingQuestion(question);
    return answer;
  };

  /**
   * Evaluates as often as it takes: each time it stops at the first question that is not answered yet. An expression has
   * no effects and its budget pays for two questions, so this ends, with the same value that one evaluation would have
   * had.
   */
  run(evaluate: () => Evaluation): Evaluation | Promise<Evaluation> {
    try {
      return evaluate();
    } catch (error) {
      if (!(error instanceof PendingQuestion)) throw error;
      return this.#runWhenAnswered(error.question, evaluate);
    }
  }

  async #runWhenAnswered(question: AccessQuestion, evaluate: () => Evaluation): Promise<Evaluation> {
    this.#known.set(JSON.stringify(question), await this.#ask(question));
    return this.run(evaluate);
  }
}

/** @param variables of one evaluation, made from the answers that are there */
export async function evaluateWithAccess(
  program: Program,
  variables: (answers: AccessAnswers) => Readonly<Record<string, unknown>>,
  ask: Ask,
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const known = new KnownAnswers(ask);
  return known.run(() => program.evaluate(variables(known.answers), options));
}
