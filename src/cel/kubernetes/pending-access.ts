/** Evaluation with an authorizer that may take time, as a webhook does. */
import type { Evaluation, EvaluationOptions, Program } from '../program.ts';
import type { AccessAnswer, AccessAnswers, AccessQuestion } from './authorizer.ts';

/** Thrown through an evaluation that cannot go on before the question is answered. */
class PendingQuestion extends Error {
  readonly key: string;
  readonly answer: Promise<AccessAnswer>;

  constructor(key: string, answer: Promise<AccessAnswer>) {
    super('the answer is not known yet');
    this.key = key;
    this.answer = answer;
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
    const key = JSON.stringify(question);
    let answer = this.#known.get(key);
    if (!answer) {
      const asked = this.#ask(question);
      if (asked instanceof Promise) throw new PendingQuestion(key, asked);
      answer = asked;
      this.#known.set(key, answer);
    }
    return answer;
  };

  /**
   * Does work that evaluates, as often as it takes: each time it stops at the first question whose answer takes time.
   * Expressions have no effects and their budgets pay for a few questions, so this ends, with what doing it once would
   * have given.
   * @param work without effects, and throws what an evaluation throws
   */
  run<T>(work: () => T): T | Promise<T> {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PendingQuestion)) throw error;
      return this.#runWhenAnswered(error, work);
    }
  }

  async #runWhenAnswered<T>({ key, answer }: PendingQuestion, work: () => T): Promise<T> {
    this.#known.set(key, await answer);
    return this.run(work);
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
