import { duplicate, type FieldError, type FieldPath, required, tooMany } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { V1MatchCondition } from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';
import type { ExpressionErrors } from './expression-errors.ts';

const MAX_CONDITIONS = 64;

export function validateMatchConditions(
  conditions: readonly V1MatchCondition[] = [],
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  const excess = conditions.length > MAX_CONDITIONS ? [tooMany(path, conditions.length, MAX_CONDITIONS)] : [];
  const names = new Set<string>();
  return [
    ...excess,
    ...conditions.flatMap(({ expression = '', name = '' }, position) => {
      const at = path.index(position);
      const place = at.child('expression');
      const errors = expression.trim() === '' ? [required(place)] : [...expressions.at(place)];
      if (name === '') return [...errors, required(at.child('name'))];
      errors.push(...validateName(name, isQualifiedName, at.child('name')));
      if (names.has(name)) errors.push(duplicate(at.child('name'), name));
      names.add(name);
      return errors;
    }),
  ];
}
