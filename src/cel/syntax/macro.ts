/** Macros: calls that the parser replaces by other expressions. */
import { syntaxIssue } from '../issues.ts';
import type { Expr } from './ast.ts';

export interface Macro {
  readonly name: string;
  readonly arity: number;
  /** Called on a target: `target.name(…)`. */
  readonly member: boolean;
  /** The replacement, or undefined where the call is no use of the macro after all. May throw SyntaxIssues. */
  expand(at: number, args: readonly Expr[], target: Expr | undefined): Expr | undefined;
}

export type Macros = ReadonlyMap<string, Macro>;

export function macroKey(name: string, arity: number, member: boolean): string {
  return `${name}/${arity}/${member}`;
}

export function macrosOf(macros: readonly Macro[]): Macros {
  return new Map(macros.map((macro) => [macroKey(macro.name, macro.arity, macro.member), macro]));
}

export function findMacro(macros: Macros, name: string, arity: number, member: boolean): Macro | undefined {
  return macros.get(macroKey(name, arity, member));
}

/** Where folds keep what they have so far. No identifier of a user can be spelt so. */
export const ACCUMULATOR = '@result';

/** What cel-go called it before; still nobody's variable. */
const FORMER_ACCUMULATOR = '__result__';

/** The name that an argument declares as a variable. */
export function variableName(arg: Expr, otherwise = 'argument must be a simple name'): string {
  if (arg.kind !== 'ident' || arg.name.startsWith('.')) throw syntaxIssue(arg.at, otherwise);
  if (arg.name === FORMER_ACCUMULATOR) {
    throw syntaxIssue(arg.at, 'iteration variable overwrites accumulator variable');
  }
  return arg.name;
}
