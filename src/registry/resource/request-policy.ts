/** How much of a device's capacity a request may take, where several may share the device. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { Quantity } from '../../api/quantity.ts';
import type { V1CapacityRequestPolicy, V1CapacityRequestPolicyRange } from '../../schema/generated/types.ts';
import { validateSet } from './collections.ts';

const MAX_VALUES = 10;
const ONE_POLICY =
  'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';

/** @param capacity all that the device has */
export function validateRequestPolicy(
  { default: chosen, validRange, validValues = [] }: V1CapacityRequestPolicy,
  capacity: string,
  path: FieldPath,
): FieldError[] {
  if (validValues.length > 0 && validRange) return [forbiddenField(path, ONE_POLICY)];
  const kind = validValues.length > 0 ? 'validValues' : validRange && 'validRange';
  if (!kind) return [];
  if (typeof chosen !== 'string') return [required(path.child('default'), `required when ${kind} is defined`)];
  const at = path.child(kind);
  return validRange
    ? validateRange(validRange, chosen, capacity, at)
    : validateValues(validValues, chosen, capacity, at);
}

function validateValues(values: readonly string[], chosen: string, capacity: string, at: FieldPath): FieldError[] {
  const unsorted = values.flatMap((value, position) =>
    position > 0 && isMore(values[position - 1]!, value)
      ? [invalidValue(at.index(position), value, 'values must be sorted in ascending order')]
      : [],
  );
  const tooLarge = (value: string, place: FieldPath) =>
    isMore(value, capacity) ? [invalidValue(place, value, `option is larger than capacity value: ${capacity}`)] : [];
  const errors = [
    ...unsorted,
    ...validateSet(values, MAX_VALUES, tooLarge, (value) => String(Quantity.parse(value).value()), at),
  ];
  const judged = values.length > MAX_VALUES ? [] : values;
  if (judged.some((value) => compare(value, chosen) === 0)) return errors;
  return [...errors, invalidValue(at, chosen, 'default value is not valid according to the requestPolicy')];
}

function validateRange(
  { max, min, step }: V1CapacityRequestPolicyRange,
  chosen: string,
  capacity: string,
  at: FieldPath,
): FieldError[] {
  if (min === undefined) return [required(at.child('min'), 'required when validRange is defined')];
  const errors: FieldError[] = [];
  const refuse = (field: string, value: string, detail: string, wrong: boolean) => {
    if (wrong) errors.push(invalidValue(at.child(field), value, detail));
  };
  refuse('min', min, `min is larger than capacity value: ${capacity}`, isMore(min, capacity));
  refuse('min', chosen, `default is less than min: ${min}`, isMore(min, chosen));
  if (max !== undefined) {
    refuse('max', min, `min is larger than max: ${max}`, isMore(min, max));
    refuse('max', max, `max is larger than capacity value: ${capacity}`, isMore(max, capacity));
    refuse('max', chosen, `default is more than max: ${max}`, isMore(chosen, max));
  }
  if (step === undefined) return errors;
  const first = String(Quantity.parse(min).add(Quantity.parse(step)));
  refuse('step', step, `one step ${first} is larger than capacity value: ${capacity}`, isMore(first, capacity));
  const offStep = `value is not a multiple of a given step (${step}) from (${min})`;
  refuse('step', chosen, offStep, !isOnStep(chosen, min, step));
  if (max !== undefined) refuse('step', max, offStep, !isOnStep(max, min, step));
  return errors;
}

function isOnStep(value: string, min: string, step: string): boolean {
  const distance = Quantity.parse(value).value() - Quantity.parse(min).value();
  const width = Quantity.parse(step).value();
  return width === 0n ? distance === 0n : distance % width === 0n;
}

function isMore(one: string, other: string): boolean {
  return compare(one, other) > 0;
}

function compare(one: string, other: string): number {
  return Quantity.parse(one).compare(Quantity.parse(other));
}
