/** Selectors of devices: expressions in CEL. What compiles them is loaded with the first: most clusters have no devices. */
import { FieldError, type FieldPath, required, tooLong } from '../../api/field.ts';
import { byteLength } from '../../api/names.ts';
import { areTooMuch, excessOf } from '../../schema/expression-limit.ts';
import type { V1DeviceSelector } from '../../schema/generated/types.ts';
import { LoadOnce } from '../../util/load-once.ts';
import { validateList } from './collections.ts';

const MAX_SELECTORS = 32;
const MAX_EXPRESSION_BYTES = 10 * 1024;

type Selectors = readonly V1DeviceSelector[];

export const SELECTOR_CHECKS = new LoadOnce(() => import('./selector-checks.ts'));

/** What is wrong with an expression. */
export type Judge = (expression: string, at: FieldPath) => FieldError[];

const asStored: Judge = () => [];

/** To be awaited before `judgeSelectors` of the same: it compiles in turns, and the judge finds it done. */
export async function prepareSelectors(selectors: Selectors): Promise<void> {
  const expressions = expressionsIn(selectors);
  if (expressions.length === 0) return;
  const { PROBLEMS } = await SELECTOR_CHECKS.load();
  if (!areTooMuch(expressions)) await PROBLEMS.prepare(expressions);
}

/** @param selectors all that an object has to have judged; others pass @param at what holds them */
export function judgeSelectors(selectors: Selectors, at: FieldPath): { excess: FieldError[]; judge: Judge } {
  const expressions = expressionsIn(selectors);
  const excess = excessOf(expressions, at);
  if (expressions.length === 0 || excess.length > 0) return { excess, judge: asStored };
  const problems = SELECTOR_CHECKS.get().PROBLEMS.get(expressions);
  const judge: Judge = (expression, place) => {
    const problem = problems.get(expression);
    return problem ? [new FieldError(problem.type, place, expression, problem.detail)] : [];
  };
  return { excess, judge };
}

/** Each once. What is too long is not compiled. */
function expressionsIn(selectors: Selectors): string[] {
  const expressions = selectors.flatMap(({ cel }) => (cel ? [cel.expression ?? ''] : []));
  return [...new Set(expressions.filter((expression) => !isTooLong(expression)))];
}

function isTooLong(expression: string): boolean {
  return byteLength(expression) > MAX_EXPRESSION_BYTES;
}

export function validateSelectors(selectors: Selectors | undefined, judge: Judge, path: FieldPath): FieldError[] {
  return validateList(selectors, MAX_SELECTORS, (selector, at) => validateSelector(selector, judge, at), path);
}

function validateSelector({ cel }: V1DeviceSelector, judge: Judge, path: FieldPath): FieldError[] {
  if (!cel) return [required(path.child('cel'))];
  const at = path.child('cel', 'expression');
  const expression = cel.expression ?? '';
  return isTooLong(expression) ? [tooLong(at, MAX_EXPRESSION_BYTES)] : judge(expression, at);
}
