import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type { V1Variable } from '../../schema/generated/types.ts';

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

export function validateVariable({ expression = '', name = '' }: V1Variable, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (name.trim() === '') errors.push(required(path.child('name'), 'name is not specified'));
  else if (!IDENTIFIER.test(name) || RESERVED.has(name)) {
    errors.push(invalidValue(path.child('name'), name, 'name is not a valid CEL identifier'));
  }
  return [...errors, ...requireExpression(expression, path.child('expression'))];
}

export function requireExpression(expression: string | undefined, path: FieldPath): FieldError[] {
  return expression?.trim() ? [] : [required(path, 'expression is not specified')];
}
