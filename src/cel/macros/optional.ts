/** Macros on optional values. */
import { call, type Expr, ident } from '../syntax/ast.ts';
import { type Macro, variableName } from '../syntax/macro.ts';
import { CONDITIONAL } from '../syntax/operators.ts';
import { bound } from './standard.ts';

/** `target.hasValue() ? expression on target.value() : optional.none()`. */
function whenPresent(at: number, args: readonly Expr[], target: Expr, wrap: (result: Expr) => Expr): Expr {
  const result = bound(at, variableName(args[0]!), call(at, 'value', [], target), args[1]!);
  const none = call(at, 'none', [], ident(at, 'optional'));
  return call(at, CONDITIONAL, [call(at, 'hasValue', [], target), wrap(result), none]);
}

const optionalOf = (at: number, value: Expr): Expr => call(at, 'of', [value], ident(at, 'optional'));

export const OPTIONAL_MACROS: readonly Macro[] = [
  {
    name: 'optMap',
    arity: 2,
    member: true,
    expand: (at, args, target) => whenPresent(at, args, target!, (result) => optionalOf(at, result)),
  },
  {
    name: 'optFlatMap',
    arity: 2,
    member: true,
    expand: (at, args, target) => whenPresent(at, args, target!, (result) => result),
  },
];
