import { FieldError, type FieldPath, invalidValue, notSupported, required } from '../../../api/field.ts';
import { isLabelValue, isQualifiedName } from '../../../api/names.ts';
import type { V1Taint } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTaints(taints: readonly V1Taint[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, position) => {
    const at = path.index(position);
    const identity = `${taint.key ?? ''}:${taint.effect ?? ''}`;
    const repeated = seen.has(identity);
    seen.add(identity);
    return [...validateTaint(taint, at), ...(repeated ? [notUnique(taint, at)] : [])];
  });
}

function validateTaint(taint: V1Taint, at: FieldPath): FieldError[] {
  const value = taint.value ?? '';
  const valueErrors = isLabelValue(value);
  return [
    ...validateName(taint.key ?? '', isQualifiedName, at.child('key')),
    ...(valueErrors.length > 0 ? [invalidValue(at.child('value'), value, valueErrors.join(';'))] : []),
    ...validateEffect(taint.effect ?? '', at.child('effect')),
  ];
}

function validateEffect(effect: string, at: FieldPath): FieldError[] {
  if (effect === '') return [required(at)];
  return EFFECTS.includes(effect) ? [] : [notSupported(at, effect, EFFECTS)];
}

function notUnique(taint: V1Taint, at: FieldPath): FieldError {
  return new FieldError('FieldValueDuplicate', at, shownTaint(taint), 'taints must be unique by key and effect pair');
}

/** As messages show it, with upstream's own names of the fields. */
function shownTaint({ effect = '', key = '', timeAdded, value = '' }: V1Taint): object {
  return { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
}
