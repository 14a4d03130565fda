/** The small rules that many kinds share, in upstream's words (k8s.io/apimachinery/pkg/api/validation). */
import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import { deepEqual } from '../../util/deep-equal.ts';

export const NOT_NEGATIVE = 'must be greater than or equal to 0';
export const POSITIVE = 'must be greater than 0';
export const IMMUTABLE = 'field is immutable';

/** Absent passes. */
export function validateNonnegative(value: number | bigint | undefined, path: FieldPath): FieldError[] {
  return value !== undefined && value < 0 ? [invalidValue(path, value, NOT_NEGATIVE)] : [];
}

/** Absent passes. */
export function validatePositive(value: number | bigint | undefined, path: FieldPath): FieldError[] {
  return value !== undefined && value <= 0 ? [invalidValue(path, value, POSITIVE)] : [];
}

export function validateImmutable(value: unknown, old: unknown, path: FieldPath): FieldError[] {
  return deepEqual(value, old) ? [] : [invalidValue(path, value, IMMUTABLE)];
}

const sorted = new WeakMap<readonly string[], readonly string[]>();

/** Rules hand in the same list every time. */
function sortedOnce(values: readonly string[]): readonly string[] {
  const inOrder = sorted.get(values) ?? [...values].sort();
  sorted.set(values, inOrder);
  return inOrder;
}

/** Required when absent or empty, else one of `allowed`, which the message names sorted. */
export function validateEnum(
  value: string | null | undefined,
  allowed: readonly string[],
  path: FieldPath,
): FieldError[] {
  if (!value) return [required(path)];
  return allowed.includes(value) ? [] : [notSupported(path, value, sortedOnce(allowed))];
}

/** Absent passes, but not empty; the message names what is allowed in sorted order. */
export function supported(value: string | undefined, allowed: readonly string[], path: FieldPath): FieldError[] {
  return value === undefined || allowed.includes(value) ? [] : [notSupported(path, value, sortedOnce(allowed))];
}

/** Required when absent; empty is a value that is not supported. */
export function requiredEnum(value: string | undefined, allowed: readonly string[], path: FieldPath): FieldError[] {
  return value === undefined ? [required(path)] : supported(value, allowed, path);
}

/** As validateEnum, for the values that upstream names in an order of its own. */
export function validateEnumAsListed(value: string, allowed: readonly string[], path: FieldPath): FieldError[] {
  if (value === '') return [required(path)];
  return allowed.includes(value) ? [] : [notSupported(path, value, allowed)];
}

export const PREEMPTION_POLICIES: readonly string[] = ['PreemptLowerPriority', 'Never'];

/** One `Invalid value` for each thing that the checker (src/api/names.ts) finds. */
export function validateName(value: string, checker: (name: string) => string[], path: FieldPath): FieldError[] {
  return checker(value).map((error) => invalidValue(path, value, error));
}
