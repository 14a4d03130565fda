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

/**
 * Evaluates as often as it takes: each time it stops at the first question that is not answered yet. An expression has no
 * effects and its budget pays for two questions, so this ends, with the same value that one evaluation would have had.
 *
 * @param variables of one evaluation, made from the answers that are there
 */
export async function evaluateWithAccess(
  program: Program,
  variables: (answers: AccessAnswers) => Readonly<Record<string, unknown>>,
  ask: (question: AccessQuestion) => AccessAnswer | Promise<AccessAnswer>,
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  const known = new Map<string, AccessAnswer>();
  const answers: AccessAnswers = (question) => {
    const answer = known.get(JSON.stringify(question));
    if (!answer) throw new PendingQuestion(question);
    return answer;
  };
  for (;;) {
    try {
      return program.evaluate(variables(answers), options);
    } catch (error) {
      if (!(error instanceof PendingQuestion)) throw error;
      known.set(JSON.stringify(error.question), await ask(error.question));
    }
  }
}
