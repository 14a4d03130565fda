/** Amounts given as a number or as a percentage of a workload's size. */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { isValidPercent } from '../../api/names.ts';
import { NOT_NEGATIVE } from '../validation/common.ts';

export type IntOrPercent = number | string;

/** Not negative, or a percentage. */
export function validateIntOrPercent(value: IntOrPercent, path: FieldPath): FieldError[] {
  if (typeof value === 'number') return value < 0 ? [invalidValue(path, value, NOT_NEGATIVE)] : [];
  return isValidPercent(value).map((error) => invalidValue(path, value, error));
}

export function validateAtMost100Percent(value: IntOrPercent, path: FieldPath): FieldError[] {
  return (percentOf(value) ?? 0) > 100 ? [invalidValue(path, value, 'must not be greater than 100%')] : [];
}

/** The bare number, of a percentage too; 0 for text that is neither. */
export function amountOf(value: IntOrPercent | undefined): number {
  if (typeof value === 'number') return value;
  return percentOf(value ?? '') ?? (/^[-+]?\d+$/.test(value ?? '') ? Number(value) : 0);
}

function percentOf(value: IntOrPercent): number | undefined {
  return typeof value === 'string' && isValidPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}
