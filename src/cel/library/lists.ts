/** More functions on lists (cel-go's ext.Lists, version 3). */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  STRING,
  TIMESTAMP,
  type Type,
  typeParameter,
  UINT,
} from '../check/types.ts';
import type { Library } from '../environment.ts';
import { CALL, LIST, sizeOf } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { bound, mapped } from '../macros/standard.ts';
import { call, type Expr, ident } from '../syntax/ast.ts';
import type { Macro } from '../syntax/macro.ts';
import { compare, equals } from '../values/compare.ts';
import { typeName } from '../values/types-of.ts';
import { EvaluationError, type Result, type Value } from '../values/value.ts';
import { type Cost, global, member, type Overload } from './function.ts';

type List = readonly Value[];

const T = typeParameter('T');
const LIST_OF_T = listOf(T);
const MAX_RANGE = 10_000_000n;

/** Types whose values have an order; the names are those in overload ids. */
export const COMPARABLE: readonly (readonly [name: string, type: Type])[] = [
  ['int', INT],
  ['uint', UINT],
  ['double', DOUBLE],
  ['bool', BOOL],
  ['duration', DURATION],
  ['timestamp', TIMESTAMP],
  ['string', STRING],
  ['bytes', BYTES],
];

function slice(list: List, start: bigint, end: bigint, meter: Meter): Result {
  const refuse = (problem: string) => new EvaluationError(`cannot slice(${start}, ${end}), ${problem}`);
  if (start < 0n || end < 0n) return refuse('negative indexes not supported');
  if (start > end) return refuse('start index must be less than or equal to end index');
  if (BigInt(list.length) < end) return refuse(`list is length ${list.length}`);
  meter.work(Number(end - start));
  return list.slice(Number(start), Number(end));
}

/** A list that grows is copied as it does. */
const WORK_PER_COPY = 5;

function flatten(list: List, depth: bigint, meter: Meter): Result {
  if (depth < 0n) return new EvaluationError('level must be non-negative');
  const flat: Value[] = [];
  flattenInto(flat, list, Number(depth), meter);
  return flat;
}

function flattenInto(flat: Value[], list: List, depth: number, meter: Meter): void {
  for (const item of list) {
    meter.work(WORK_PER_COPY);
    if (Array.isArray(item) && depth > 0) flattenInto(flat, item, depth - 1, meter);
    else flat.push(item);
  }
}

function range(count: bigint): Result {
  if (count < 0n) return new EvaluationError(`lists.range: size must be non-negative, got ${count}`);
  if (count > MAX_RANGE) {
    return new EvaluationError(`lists.range: size ${count} exceeds maximum allowed (${MAX_RANGE})`);
  }
  return Array.from({ length: Number(count) }, (_, index) => BigInt(index));
}

function distinct(list: List, meter: Meter): Result {
  const seen: Value[] = [];
  for (const item of list) {
    meter.work(seen.length);
    if (!seen.some((other) => equals(other, item, meter))) seen.push(item);
  }
  return seen;
}

/** The elements in the order of their keys; equal keys stay as they were. */
function sortByKeys(list: List, keys: List, meter: Meter): Result {
  const type = keys.length === 0 ? '' : typeName(keys[0]!);
  if (keys.some((key) => typeName(key) !== type)) return new EvaluationError('list elements must have the same type');
  if (keys.length > 0 && compare(keys[0]!, keys[0]!) === undefined) {
    return new EvaluationError('list elements must be comparable');
  }
  meter.work(list.length * Math.ceil(Math.log2(list.length + 1)));
  const order = keys.map((key, position) => ({ key, position }));
  order.sort((a, b) => compare(a.key, b.key) || a.position - b.position);
  return order.map(({ position }) => list[position]!);
}

/** `list.sortBy(x, key)`. */
const SORT_BY: Macro = {
  name: 'sortBy',
  arity: 2,
  member: true,
  expand: (at, args, target) => {
    const input = ident(at, '@__sortBy_input__');
    const keys: Expr = mapped(at, args, input);
    return bound(at, input.name, target!, call(at, '@sortByAssociatedKeys', [keys], input));
  },
};

const allocating = (size: number, factor = 1): number => Math.floor(size * factor) + CALL + LIST;
const ofSlice: Cost = (_, start, end) => allocating(Math.max(0, Number(end) - Number(start)));
const ofRange: Cost = (count) => allocating(Math.max(0, Number(count)));
const ofList: Cost = (list) => allocating(sizeOf(list));
const ofDepth: Cost = (list, depth) => allocating(sizeOf(list), depth === undefined ? 1 : Number(depth));

/** As if every element were compared with every other. */
function selfComparison(list: Value): number {
  const [first] = list as List;
  const factor = typeof first === 'string' || first instanceof Uint8Array ? 2.1 : 2;
  return allocating(sizeOf(list) ** 2, factor);
}

const SORTING: readonly Overload[] = COMPARABLE.flatMap(([name, type]) => [
  ...member('sort', [
    `list_${name}_sort`,
    [listOf(type)],
    listOf(type),
    (list: List, meter: Meter) => sortByKeys(list, list, meter),
    selfComparison,
  ]),
  ...member('@sortByAssociatedKeys', [
    `list_${name}_sortByAssociatedKeys`,
    [LIST_OF_T, listOf(type)],
    LIST_OF_T,
    sortByKeys,
    (_, keys) => selfComparison(keys),
  ]),
]);

export const LISTS: Library = {
  macros: [SORT_BY],
  functions: [
    ...member('slice', ['list_slice', [LIST_OF_T, INT, INT], LIST_OF_T, slice, ofSlice]),
    ...member(
      'flatten',
      ['list_flatten', [listOf(LIST_OF_T)], LIST_OF_T, (list: List, meter: Meter) => flatten(list, 1n, meter), ofDepth],
      ['list_flatten_int', [listOf(DYN), INT], listOf(DYN), flatten, ofDepth],
    ),
    ...global('lists.range', ['lists_range', [INT], listOf(INT), range, ofRange]),
    ...member('reverse', ['list_reverse', [LIST_OF_T], LIST_OF_T, (list: List) => list.toReversed(), ofList]),
    ...member('distinct', ['list_distinct', [LIST_OF_T], LIST_OF_T, distinct, selfComparison]),
    ...SORTING,
  ],
};
