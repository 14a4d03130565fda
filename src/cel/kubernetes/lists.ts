/** Kubernetes' functions on lists. */
import { BOOL, DOUBLE, DURATION, INT, listOf, type Type, typeParameter, UINT } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { NO_SUCH_OVERLOAD } from '../eval/access.ts';
import { STRING_FACTOR, sizeOf } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { intOf, uintOf } from '../library/arithmetic.ts';
import { type Cost, member, type Overload } from '../library/function.ts';
import { COMPARABLE } from '../library/lists.ts';
import { compare, equals } from '../values/compare.ts';
import { durationOf } from '../values/time.ts';
import { Duration, EvaluationError, isError, type Result, Uint, type Value } from '../values/value.ts';

type List = readonly Value[];

function isSorted(list: List): Result {
  for (let position = 1; position < list.length; position += 1) {
    const order = compare(list[position - 1]!, list[position]!);
    if (order === undefined) return NO_SUCH_OVERLOAD;
    if (order > 0) return false;
  }
  return true;
}

/** The element that no other comes before, or after where `sign` is -1. */
function extreme(name: string, sign: number): (list: List) => Result {
  return (list) => {
    if (list.length === 0) return new EvaluationError(`${name} called on empty list`);
    let best: Value = list[0]!;
    for (const item of list) {
      const order = compare(item, best);
      if (order === undefined) return NO_SUCH_OVERLOAD;
      if (order * sign < 0) best = item;
    }
    return best;
  };
}

type Add = (sum: Value, item: Value) => Result;

const addInts: Add = (sum, item) => (typeof item === 'bigint' ? intOf((sum as bigint) + item) : NO_SUCH_OVERLOAD);
const addUints: Add = (sum, item) =>
  item instanceof Uint ? uintOf((sum as Uint).value + item.value) : NO_SUCH_OVERLOAD;
const addDoubles: Add = (sum, item) => (typeof item === 'number' ? (sum as number) + item : NO_SUCH_OVERLOAD);
const addDurations: Add = (sum, item) =>
  item instanceof Duration ? durationOf((sum as Duration).nanos + item.nanos) : NO_SUCH_OVERLOAD;

const SUMMABLE: readonly (readonly [name: string, type: Type, zero: Value, add: Add])[] = [
  ['int', INT, 0n, addInts],
  ['uint', UINT, new Uint(0n), addUints],
  ['double', DOUBLE, 0, addDoubles],
  ['duration', DURATION, new Duration(0n), addDurations],
];

function summing(zero: Value, add: Add): (list: List) => Result {
  return (list) => {
    let sum: Value = zero;
    for (const item of list) {
      const next = add(sum, item);
      if (isError(next)) return next;
      sum = next;
    }
    return sum;
  };
}

function indexOf(list: List, sought: Value, meter: Meter): bigint {
  return BigInt(list.findIndex((item) => equals(item, sought, meter)));
}

function lastIndexOf(list: List, sought: Value, meter: Meter): bigint {
  return BigInt(list.findLastIndex((item) => equals(item, sought, meter)));
}

/** Once over the list; over every text in it too. */
const listTraversal: Cost = (list) => (list as List).reduce<number>((cost, item) => cost + elementCost(item), 0);

/** Rounded down, unlike other traversals: short texts cost nothing. */
function elementCost(item: Value): number {
  return typeof item === 'string' || item instanceof Uint8Array ? Math.floor(sizeOf(item) * STRING_FACTOR) : 1;
}

const LIST = listOf(typeParameter('T'));

export const KUBERNETES_LISTS: Library = {
  functions: [
    ...COMPARABLE.flatMap(([name, type]): Overload[] => [
      ...member('isSorted', [`list_${name}_is_sorted_bool`, [listOf(type)], BOOL, isSorted, listTraversal]),
      ...member('max', [`list_${name}_max_${name}`, [listOf(type)], type, extreme('max', -1), listTraversal]),
      ...member('min', [`list_${name}_min_${name}`, [listOf(type)], type, extreme('min', 1), listTraversal]),
    ]),
    ...SUMMABLE.flatMap(([name, type, zero, add]) =>
      member('sum', [`list_${name}_sum_${name}`, [listOf(type)], type, summing(zero, add), listTraversal]),
    ),
    ...member('indexOf', ['list_a_index_of_int', [LIST, typeParameter('T')], INT, indexOf, listTraversal]),
    ...member('lastIndexOf', ['list_a_last_index_of_int', [LIST, typeParameter('T')], INT, lastIndexOf, listTraversal]),
  ],
};
