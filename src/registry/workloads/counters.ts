/** Rules of the counts in a workload's status. */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import { validateNonnegative } from '../validation/common.ts';

type Status = Readonly<Record<string, unknown>> | undefined;

/** `counter` may not be above `ceiling`, which messages call `called`. */
export interface Ceiling {
  readonly counter: string;
  readonly ceiling: string;
  readonly called: string;
}

const at = path('status');

/** @param counters numbers that are never negative; other fields of the status are not looked at */
export function validateCounters(
  status: object | undefined,
  counters: readonly string[],
  ceilings: readonly Ceiling[] = [],
): FieldError[] {
  return [
    ...counters.flatMap((counter) => validateNonnegative(optionalCount(status as Status, counter), at.child(counter))),
    ...ceilings.flatMap((ceiling) => validateCeiling(status as Status, ceiling)),
  ];
}

function validateCeiling(status: Status, { counter, ceiling, called }: Ceiling): FieldError[] {
  const value = count(status, counter);
  return value > count(status, ceiling)
    ? [invalidValue(at.child(counter), value, `cannot be greater than ${called}`)]
    : [];
}

/** Names of revisions are made with the collision count: taking it back would bring a collision back. */
export function validateCollisionCount(status: object | undefined, old: object | undefined): FieldError[] {
  const value = count(status as Status, 'collisionCount');
  return value < count(old as Status, 'collisionCount')
    ? [invalidValue(at.child('collisionCount'), value, 'cannot be decremented')]
    : [];
}

function count(status: Status, counter: string): number | bigint {
  return optionalCount(status, counter) ?? 0;
}

function optionalCount(status: Status, counter: string): number | bigint | undefined {
  const value = status?.[counter];
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}
