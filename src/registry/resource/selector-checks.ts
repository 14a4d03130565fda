/** What is wrong with expressions that select devices, in kube-apiserver's words. */
import type { FieldError } from '../../api/field.ts';
import { ANY, BOOL, declaredName, sameType } from '../../cel/check/types.ts';
import { CompiledOnce } from '../../cel/compiled-once.ts';
import { estimateCost } from '../../cel/cost/estimate.ts';
import { checkSteps } from '../../cel/program.ts';
import type { Steps } from '../../util/pause.ts';
import { DEVICE_ENVIRONMENT, DEVICE_SIZES } from './device-expressions.ts';

const MAX_COST = 1_000_000;

/**
 * Enough to be told of one object. Threat: what is said of an expression may be a hundred times as long as it is, and it
 * is kept. An object with problems is refused: those of further expressions need not be known.
 */
const MOST_TOLD = 100_000;

export type Problem = Pick<FieldError, 'type' | 'detail'>;

const TOO_COMPLEX: Problem = { type: 'FieldValueForbidden', detail: 'too complex, exceeds cost limit' };

/** Of expressions, each once: by expression, for those that have one. */
export const PROBLEMS = new CompiledOnce<readonly string[], ReadonlyMap<string, Problem>>(problemsOf);

function* problemsOf(expressions: readonly string[]): Steps<Map<string, Problem>> {
  const problems = new Map<string, Problem>();
  let told = 0;
  for (const expression of expressions) {
    const problem = yield* problemOf(expression);
    yield;
    if (!problem) continue;
    problems.set(expression, problem);
    told += problem.detail.length;
    if (told > MOST_TOLD) break;
  }
  return problems;
}

function* problemOf(expression: string): Steps<Problem | undefined> {
  const { checked, message } = yield* checkSteps(expression, DEVICE_ENVIRONMENT);
  if (!checked) return invalid(`compilation failed: ${message}`);
  const { type } = checked;
  if (!sameType(type, BOOL) && !sameType(type, ANY)) {
    return invalid(`must evaluate to ${declaredName(BOOL)} or the unknown type, not ${declaredName(type)}`);
  }
  yield;
  return estimateCost(checked, DEVICE_SIZES).max > MAX_COST ? TOO_COMPLEX : undefined;
}

function invalid(detail: string): Problem {
  return { type: 'FieldValueInvalid', detail };
}
