import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type { V1Variable } from '../../schema/generated/types.ts';
import type { ExpressionErrors } from './expression-errors.ts';

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

export function validateVariable(
  { expression = '', name = '' }: V1Variable,
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name.trim() === '') errors.push(required(path.child('name'), 'name is not specified'));
  else if (!IDENTIFIER.test(name) || RESERVED.has(name)) {
    errors.push(invalidValue(path.child('name'), name, 'name is not a valid CEL identifier'));
  }
  return [...errors, ...validateExpression(expression, path.child('expression'), expressions)];
}

export function validateExpression(
  expression: string | undefined,
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  return expression?.trim() ? [...expressions.at(path)] : [required(path, 'expression is not specified')];
}
