import type { JsonObject } from '../../api/object.ts';

/** An expression of the configuration that is ready to be evaluated. */
export interface Expression {
  /** @throws Error when it cannot be evaluated for this input */
  evaluate(input: Readonly<JsonObject>): unknown;
  /** Whether it looks at this field of its input. */
  mentions(field: string): boolean;
}

/** Compiles expressions. Each throws an ExpressionError that says what is wrong. */
export interface Expressions {
  /** Of any type, over `claims`. */
  mapping(text: string): Expression;
  /** True or false, over `claims`. */
  claimRule(text: string): Expression;
  /** True or false, over `user`. */
  userRule(text: string): Expression;
}

/** An expression that cannot be compiled. The message is for administrators. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
