/** What is known of an expression that has been checked. */
import type { Overload } from '../library/function.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Type } from './types.ts';

/** What a name stands for. */
export type Reference =
  /** A variable that the expression declares itself. */
  | { readonly local: string }
  /** A variable of the environment, by its full name. */
  | { readonly variable: string }
  | { readonly type: Type };

export interface CheckedCall {
  /** Those that the argument types admit; more than one where types are known only at run time. */
  readonly overloads: readonly Overload[];
  /** The target is part of the function's name: `optional.of`. */
  readonly qualified: boolean;
}

export interface Checked {
  readonly expr: Expr;
  readonly type: Type;
  readonly references: ReadonlyMap<Expr, Reference>;
  readonly calls: ReadonlyMap<Expr, CheckedCall>;
  /** Full names of the types of message literals. */
  readonly messages: ReadonlyMap<Expr, string>;
  /** Of every expression that is no part of a name. */
  typeOf(expr: Expr): Type;
}
