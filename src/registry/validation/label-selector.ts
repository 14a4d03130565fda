/** Rules of LabelSelector (k8s.io/apimachinery/pkg/apis/meta/v1/validation). */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { isLabelValue, isQualifiedName } from '../../api/names.ts';
import type { V1LabelSelector, V1LabelSelectorRequirement } from '../../schema/generated/types.ts';
import { validateName } from './common.ts';
import { validateLabels } from './object-meta.ts';

/** Absent passes. */
export function validateLabelSelector(selector: V1LabelSelector | null | undefined, path: FieldPath): FieldError[] {
  if (!selector) return [];
  const expressions = selector.matchExpressions ?? [];
  return [
    ...validateLabels(selector.matchLabels, path.child('matchLabels')),
    ...expressions.flatMap((expression, position) =>
      validateRequirement(expression, path.child('matchExpressions').index(position)),
    ),
  ];
}

/** One of the object form's expressions. */
export function validateRequirement(requirement: V1LabelSelectorRequirement, path: FieldPath): FieldError[] {
  const values = requirement.values ?? [];
  const errors = validateOperator(requirement, path);
  errors.push(...validateName(requirement.key ?? '', isQualifiedName, path.child('key')));
  values.forEach((value, position) => {
    errors.push(...validateName(value, isLabelValue, path.child('values').index(position)));
  });
  return errors;
}

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

export function isSelectorOperator(operator = ''): boolean {
  return OPERATORS.has(operator);
}

/** The operator of an expression, and whether it has values where it needs them. */
export function validateOperator(
  { operator = '', values = [] }: V1LabelSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [
        forbiddenField(path.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      ];
    default:
      return [invalidValue(path.child('operator'), operator, 'not a valid selector operator')];
  }
}
