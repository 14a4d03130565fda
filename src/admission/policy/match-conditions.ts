/** Match conditions of a policy: all of them have to hold. They know no variables. */
import { aggregate } from '../../api/aggregate.ts';
import { BOOL } from '../../cel/check/types.ts';
import type { V1MatchCondition } from '../../schema/generated/types.ts';
import type { Steps } from '../../util/pause.ts';
import { Budget, MATCH_CONDITIONS_BUDGET, OutOfBudget } from '../expressions/budget.ts';
import type { ObservedConditions } from '../expressions/observed-conditions.ts';
import { type Compiled, compileEach, compileExpression } from './expressions/compiler.ts';
import { policyEnvironment } from './expressions/environments.ts';
import { Evaluation } from './expressions/evaluation.ts';
import { ConditionsActivation, type Subject } from './expressions/subject.ts';

/** Blanks around an expression do not count where something is wrong with it. */
export function* compileMatchConditions(
  conditions: readonly V1MatchCondition[] = [],
  hasParams: boolean,
): Steps<Compiled[]> {
  if (conditions.length === 0) return [];
  const environment = policyEnvironment({ hasParams });
  return yield* compileEach(conditions, function* ({ expression = '' }) {
    return { ...(yield* compileExpression(expression.trim(), environment, [BOOL])), expression };
  });
}

/** `unknown`: none is false, and some cannot be told. */
export type ConditionsResult = 'met' | 'unmet' | { readonly unknown: string };

/** How that is counted. */
export function observedResult(result: ConditionsResult): ObservedConditions['result'] {
  if (result === 'met') return 'matched';
  return result === 'unmet' ? 'excluded' : 'failed';
}

/** One that is false outweighs those that cannot be told. To be run by KnownAnswers. */
export function meetsConditions(conditions: readonly Compiled[], subject: Subject): ConditionsResult {
  if (conditions.length === 0) return 'met';
  const evaluation = new Evaluation(new ConditionsActivation(subject));
  const budget = new Budget(MATCH_CONDITIONS_BUDGET);
  const failures: string[] = [];
  let isUnmet = false;
  try {
    for (const condition of conditions) {
      const { value, error } = evaluation.evaluate(condition, budget);
      if (error !== undefined) failures.push(error);
      isUnmet ||= value === false;
    }
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return { unknown: error.message };
  }
  if (isUnmet) return 'unmet';
  if (failures.length === 0) return 'met';
  return { unknown: aggregate(failures) };
}
