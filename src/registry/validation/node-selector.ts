/** Rules of NodeSelector: the affinity of pods, volumes and devices to nodes. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { isDns1123Subdomain, isLabelValue, isQualifiedName } from '../../api/names.ts';
import type { V1NodeSelector, V1NodeSelectorRequirement, V1NodeSelectorTerm } from '../../schema/generated/types.ts';
import { validateName } from './common.ts';

export function validateNodeSelector(selector: V1NodeSelector, path: FieldPath): FieldError[] {
  const at = path.child('nodeSelectorTerms');
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, position) => validateNodeSelectorTerm(term, at.index(position)));
}

export function validateNodeSelectorTerm(term: V1NodeSelectorTerm, path: FieldPath): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, position) =>
      validateExpression(requirement, path.child('matchExpressions').index(position)),
    ),
    ...(term.matchFields ?? []).flatMap((requirement, position) =>
      validateField(requirement, path.child('matchFields').index(position)),
    ),
  ];
}

function validateExpression(requirement: V1NodeSelectorRequirement, path: FieldPath): FieldError[] {
  const values = requirement.values ?? [];
  return [
    ...validateOperator(requirement.operator ?? '', values.length, path),
    ...validateName(requirement.key ?? '', isQualifiedName, path.child('key')),
    ...values.flatMap((value, position) => validateName(value, isLabelValue, path.child('values').index(position))),
  ];
}

function validateOperator(operator: string, count: number, path: FieldPath): FieldError[] {
  const at = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return count === 0
        ? []
        : [forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      return count === 1 ? [] : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalidValue(path.child('operator'), operator, 'not a valid selector operator')];
  }
}

const FIELD_CHECKS: ReadonlyMap<string, (value: string) => string[]> = new Map([['metadata.name', isDns1123Subdomain]]);

function validateField(requirement: V1NodeSelectorRequirement, path: FieldPath): FieldError[] {
  const { key = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalidValue(path.child('operator'), operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), detail));
  }
  const check = FIELD_CHECKS.get(key);
  if (!check) return [...errors, invalidValue(path.child('key'), key, 'not a valid field selector key')];
  return [
    ...errors,
    ...values.flatMap((value, position) => validateName(value, check, path.child('values').index(position))),
  ];
}
