/** Node selectors: of node affinity, and of persistent volumes. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import { isDns1123Subdomain, isLabelValue } from '../../../api/names.ts';
import type { V1NodeSelector, V1NodeSelectorRequirement, V1NodeSelectorTerm } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { each, validateQualifiedName } from './rules.ts';

export function validateNodeSelector(selector: V1NodeSelector, at: FieldPath): FieldError[] {
  const termsAt = at.child('nodeSelectorTerms');
  if (!selector.nodeSelectorTerms?.length) return [required(termsAt, 'must have at least one node selector term')];
  return each(selector.nodeSelectorTerms, termsAt, (term, termAt) => validateNodeSelectorTerm(term, termAt));
}

/** @param anyValues preferences may name values that no label can have: they simply never match */
export function validateNodeSelectorTerm(term: V1NodeSelectorTerm, at: FieldPath, anyValues = false): FieldError[] {
  return [
    ...each(term.matchExpressions, at.child('matchExpressions'), (requirement, requirementAt) =>
      validateExpression(requirement, requirementAt, anyValues),
    ),
    ...each(term.matchFields, at.child('matchFields'), validateFieldRequirement),
  ];
}

function validateExpression(requirement: V1NodeSelectorRequirement, at: FieldPath, anyValues: boolean): FieldError[] {
  const valuesAt = at.child('values');
  return [
    ...validateValueCount(requirement, at),
    ...validateQualifiedName(requirement.key, at.child('key')),
    ...(anyValues
      ? []
      : each(requirement.values, valuesAt, (value, valueAt) => validateName(value, isLabelValue, valueAt))),
  ];
}

function validateValueCount({ operator = '', values = [] }: V1NodeSelectorRequirement, at: FieldPath): FieldError[] {
  const valuesAt = at.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(valuesAt, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [forbiddenField(valuesAt, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return [];
      return [required(valuesAt, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalidValue(at.child('operator'), operator, 'not a valid selector operator')];
  }
}

/** Nodes can be selected by one field: their name. */
function validateFieldRequirement(requirement: V1NodeSelectorRequirement, at: FieldPath): FieldError[] {
  const { key = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalidValue(at.child('operator'), operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(at.child('values'), detail));
  }
  if (key !== 'metadata.name') {
    return [...errors, invalidValue(at.child('key'), key, 'not a valid field selector key')];
  }
  return [
    ...errors,
    ...each(values, at.child('values'), (value, valueAt) => validateName(value, isDns1123Subdomain, valueAt)),
  ];
}
