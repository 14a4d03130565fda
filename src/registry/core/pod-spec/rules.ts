/** What nearly every rule of a pod spec is built from. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, isQualifiedName } from '../../../api/names.ts';
import { validateName } from '../../validation/common.ts';

export { supported } from '../../validation/common.ts';

export const MAX_INT32 = 2 ** 31 - 1;

/** Applies a rule to every item of a list, each at its own index. */
export function each<T>(
  items: readonly T[] | null | undefined,
  at: FieldPath,
  rule: (item: T, at: FieldPath, position: number) => FieldError[],
): FieldError[] {
  return (items ?? []).flatMap((item, position) => rule(item, at.index(position), position));
}

/** Strings and lists: neither absent nor empty. */
export function requireValue(value: string | readonly unknown[] | undefined, at: FieldPath, detail = ''): FieldError[] {
  return value?.length ? [] : [required(at, detail)];
}

/** The rule that these fields of an object are set. */
export function requires<T extends object>(
  ...fields: (keyof T & string)[]
): (object: T, at: FieldPath) => FieldError[] {
  return (object, at) =>
    fields.flatMap((field) => requireValue(object[field] as string | readonly unknown[] | undefined, at.child(field)));
}

export function inRange(value: number | undefined, low: number, high: number, at: FieldPath): FieldError[] {
  if (value === undefined || (value >= low && value <= high)) return [];
  return [invalidValue(at, value, inclusiveRangeError(low, high))];
}

/** Absent and empty pass. */
export function optionalSubdomain(value: string | undefined, at: FieldPath): FieldError[] {
  return value ? validateName(value, isDns1123Subdomain, at) : [];
}

/** Absent and empty pass. */
export function optionalLabel(value: string | undefined, at: FieldPath): FieldError[] {
  return value ? validateName(value, isDns1123Label, at) : [];
}

export function requiredLabel(value: string | undefined, at: FieldPath): FieldError[] {
  return value ? validateName(value, isDns1123Label, at) : [required(at)];
}

export function validateQualifiedName(value: string | undefined, at: FieldPath): FieldError[] {
  return validateName(value ?? '', isQualifiedName, at);
}

/** An update is not refused for what was already wrong before it: older releases let more through. */
export function newErrors(errors: FieldError[], oldErrors: () => readonly FieldError[]): FieldError[] {
  if (errors.length === 0) return errors;
  const known = new Set(oldErrors().map(String));
  return errors.filter((error) => !known.has(String(error)));
}
