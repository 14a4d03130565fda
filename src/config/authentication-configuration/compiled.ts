import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { type Expression, ExpressionError } from '../../authentication/oidc/expressions.ts';

/** Compiles, and adds what comes of it to `into`. @returns what is wrong with the expression */
export function compileInto(
  into: Expression[],
  compile: (text: string) => Expression,
  text: string,
  at: FieldPath,
): FieldError[] {
  try {
    into.push(compile(text));
    return [];
  } catch (error) {
    if (error instanceof ExpressionError) return [invalidValue(at, text, error.message)];
    throw error;
  }
}
