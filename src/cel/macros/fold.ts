/** The folds that looping macros stand for. */
import { type Comprehension, call, comprehension, constant, type Expr, ident, list } from '../syntax/ast.ts';
import { ACCUMULATOR } from '../syntax/macro.ts';
import {
  ADD,
  CONDITIONAL,
  EQUALS,
  LOGICAL_AND,
  LOGICAL_NOT,
  LOGICAL_OR,
  NOT_STRICTLY_FALSE,
} from '../syntax/operators.ts';

export interface Fold {
  readonly at: number;
  readonly range: Expr;
  readonly variable: string;
  readonly variable2: string | undefined;
}

interface Steps {
  readonly initial: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

function fold(over: Fold, steps: Steps): Expr {
  const { at, range, variable, variable2 } = over;
  return comprehension(at, { range, variable, variable2, accumulator: ACCUMULATOR, ...steps });
}

export function allOf(over: Fold, predicate: Expr): Expr {
  const { at } = over;
  const soFar = ident(at, ACCUMULATOR);
  return fold(over, {
    initial: constant(at, true),
    condition: call(at, NOT_STRICTLY_FALSE, [soFar]),
    step: call(at, LOGICAL_AND, [soFar, predicate]),
    result: soFar,
  });
}

export function anyOf(over: Fold, predicate: Expr): Expr {
  const { at } = over;
  const soFar = ident(at, ACCUMULATOR);
  return fold(over, {
    initial: constant(at, false),
    condition: call(at, NOT_STRICTLY_FALSE, [call(at, LOGICAL_NOT, [soFar])]),
    step: call(at, LOGICAL_OR, [soFar, predicate]),
    result: soFar,
  });
}

interface Quantifier {
  readonly predicate: Expr;
  /** What decides it, should the predicate be that of one element: false for `all`, true for `exists`. */
  readonly decisive: boolean;
}

/** What allOf and anyOf were called with; undefined for other folds. */
export function quantifierOf({ accumulator, initial, step, result }: Comprehension): Quantifier | undefined {
  if (accumulator !== ACCUMULATOR || initial.kind !== 'constant' || typeof initial.value !== 'boolean')
    return undefined;
  const isOne = step.kind === 'call' && (step.function === LOGICAL_AND || step.function === LOGICAL_OR);
  return isOne && step.args[0] === result ? { predicate: step.args[1]!, decisive: !initial.value } : undefined;
}

export function oneOf(over: Fold, predicate: Expr): Expr {
  const { at } = over;
  const one = constant(at, 1n);
  return fold(over, {
    initial: constant(at, 0n),
    condition: constant(at, true),
    step: ifSo(at, predicate, call(at, ADD, [ident(at, ACCUMULATOR), one])),
    result: call(at, EQUALS, [ident(at, ACCUMULATOR), one]),
  });
}

/** What the steps gather, by default into a list. */
export function collected(over: Fold, step: Expr, initial: Expr = list(over.at, [])): Expr {
  const { at } = over;
  return fold(over, { initial, condition: constant(at, true), step, result: ident(at, ACCUMULATOR) });
}

/** The step where the condition holds, else what there was. */
export function ifSo(at: number, condition: Expr, step: Expr): Expr {
  return call(at, CONDITIONAL, [condition, step, ident(at, ACCUMULATOR)]);
}
