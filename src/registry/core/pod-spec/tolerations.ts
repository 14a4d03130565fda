import { type FieldError, type FieldPath, invalidValue, notSupported } from '../../../api/field.ts';
import { isLabelValue } from '../../../api/names.ts';
import type { V1Toleration } from '../../../schema/generated/types.ts';
import { each, validateQualifiedName } from './rules.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(tolerations: readonly V1Toleration[] | undefined, at: FieldPath): FieldError[] {
  return each(tolerations, at, (toleration, tolerationAt) => {
    const { key = '', operator = '', effect = '' } = toleration;
    const errors = key ? validateQualifiedName(key, tolerationAt.child('key')) : [];
    if (!key && operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalidValue(tolerationAt.child('operator'), operator, detail));
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalidValue(tolerationAt.child('effect'), effect, detail));
    }
    errors.push(...validateOperator(operator, toleration.value ?? '', tolerationAt.child('operator')));
    if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(tolerationAt.child('effect'), effect, EFFECTS));
    return errors;
  });
}

function validateOperator(operator: string, value: string, at: FieldPath): FieldError[] {
  switch (operator) {
    case '':
    case 'Equal': {
      const wrong = isLabelValue(value);
      return wrong.length > 0 ? [invalidValue(at, value, wrong.join(';'))] : [];
    }
    case 'Exists':
      return value ? [invalidValue(at, value, "value must be empty when `operator` is 'Exists'")] : [];
    // Comparing numbers is off at this level, yet upstream's message names these two among what it supports.
    case 'Lt':
    case 'Gt':
      return [notSupported(at, operator, ['Equal', 'Exists', 'Lt', 'Gt'])];
    default:
      return [notSupported(at, operator, ['Equal', 'Exists'])];
  }
}
