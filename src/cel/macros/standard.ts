/** The macros of the language itself. */
import { syntaxIssue } from '../issues.ts';
import { call, comprehension, constant, type Expr, ident, list, select } from '../syntax/ast.ts';
import { ACCUMULATOR, type Macro, variableName } from '../syntax/macro.ts';
import { ADD } from '../syntax/operators.ts';
import { allOf, anyOf, collected, type Fold, ifSo, oneOf } from './fold.ts';

function has(at: number, [arg]: readonly Expr[]): Expr {
  if (arg!.kind !== 'select' || arg!.testOnly) throw syntaxIssue(arg!.at, 'invalid argument to has() macro');
  return select(at, arg!.operand, arg!.field, true);
}

function foldOver(at: number, range: Expr, variable: Expr, otherwise?: string): Fold {
  return { at, range, variable: variableName(variable, otherwise), variable2: undefined };
}

const NO_IDENTIFIER = 'argument is not an identifier';

/** `list.map(x, f)`, and `list.map(x, p, f)` for those that p holds for. */
export function mapped(at: number, args: readonly Expr[], target: Expr): Expr {
  const transformed = args.at(-1)!;
  const step = append(at, transformed);
  return collected(foldOver(at, target, args[0]!, NO_IDENTIFIER), args.length === 3 ? ifSo(at, args[1]!, step) : step);
}

function filtered(at: number, [variable, condition]: readonly Expr[], target: Expr): Expr {
  return collected(foldOver(at, target, variable!, NO_IDENTIFIER), ifSo(at, condition!, append(at, variable!)));
}

export function append(at: number, element: Expr): Expr {
  const one = list(at, [{ value: element, optional: false }]);
  return call(at, ADD, [ident(at, ACCUMULATOR), one]);
}

type Predicate = (fold: Fold, condition: Expr) => Expr;

function predicate(name: string, make: Predicate): Macro {
  const expand = (at: number, [variable, condition]: readonly Expr[], target: Expr | undefined) =>
    make(foldOver(at, target!, variable!), condition!);
  return { name, arity: 2, member: true, expand };
}

export const STANDARD_MACROS: readonly Macro[] = [
  { name: 'has', arity: 1, member: false, expand: has },
  predicate('all', allOf),
  predicate('exists', anyOf),
  predicate('exists_one', oneOf),
  predicate('existsOne', oneOf),
  { name: 'map', arity: 2, member: true, expand: (at, args, target) => mapped(at, args, target!) },
  { name: 'map', arity: 3, member: true, expand: (at, args, target) => mapped(at, args, target!) },
  { name: 'filter', arity: 2, member: true, expand: (at, args, target) => filtered(at, args, target!) },
];

/** `cel.bind(name, value, expression)`: the expression with the value under that name, evaluated once. */
export function bound(at: number, name: string, value: Expr, result: Expr): Expr {
  return comprehension(at, {
    range: list(at, []),
    variable: '#unused',
    variable2: undefined,
    accumulator: name,
    initial: value,
    condition: constant(at, false),
    step: ident(at, name),
    result,
  });
}

export const BIND: Macro = {
  name: 'bind',
  arity: 3,
  member: true,
  expand: (at, [name, value, result], target) =>
    target!.kind === 'ident' && target!.name === 'cel' ? bound(at, variableName(name!), value!, result!) : undefined,
};
