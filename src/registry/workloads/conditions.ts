/** Conditions of the common form (metav1.Condition). */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { V1Condition } from '../../schema/generated/types.ts';
import { validateName, validateNonnegative } from '../validation/common.ts';

export function validateConditions(
  conditions: readonly V1Condition[] | null | undefined,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  return (conditions ?? []).flatMap((condition, position) => {
    const at = path.index(position);
    const type = condition.type ?? '';
    const repeated = seen.has(type) ? [duplicate(at.child('type'), type)] : [];
    seen.add(type);
    return [...repeated, ...validateCondition(condition, at)];
  });
}

const STATUSES = ['True', 'False', 'Unknown'];

function validateCondition(condition: V1Condition, at: FieldPath): FieldError[] {
  const { type, status, reason, message, lastTransitionTime, observedGeneration } = condition;
  const errors = type
    ? validateName(type, isQualifiedName, at.child('type'))
    : [required(at.child('type'), 'must be set')];
  if (!status) errors.push(required(at.child('status'), 'must be set'));
  else if (!STATUSES.includes(status)) errors.push(notSupported(at.child('status'), status, [...STATUSES].sort()));
  errors.push(...validateNonnegative(observedGeneration, at.child('observedGeneration')));
  if (!lastTransitionTime) errors.push(required(at.child('lastTransitionTime'), 'must be set'));
  return [...errors, ...validateReason(reason, at.child('reason')), ...validateMessage(message, at.child('message'))];
}

const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const REASON_LENGTH = 1024;
const MESSAGE_LENGTH = 32 * 1024;

function validateReason(reason: string | undefined, at: FieldPath): FieldError[] {
  if (!reason) return [required(at, 'must be set')];
  const errors = validateLength(reason, REASON_LENGTH, at);
  if (!REASON.test(reason)) {
    const detail =
      "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";
    errors.push(invalidValue(at, reason, detail));
  }
  return errors;
}

function validateMessage(message: string | undefined, at: FieldPath): FieldError[] {
  return validateLength(message ?? '', MESSAGE_LENGTH, at);
}

function validateLength(text: string, maximum: number, at: FieldPath): FieldError[] {
  return text.length > maximum ? [tooLong(at, maximum)] : [];
}
