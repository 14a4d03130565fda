/** Equality, order, membership, and the logical operators' declarations. */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
  type Type,
  typeParameter,
  UINT,
} from '../check/types.ts';
import { NO_SUCH_OVERLOAD } from '../eval/access.ts';
import { CALL, sizeOf, traversal } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import {
  CONDITIONAL,
  EQUALS,
  IN,
  LOGICAL_AND,
  LOGICAL_NOT,
  LOGICAL_OR,
  NOT_EQUALS,
  NOT_STRICTLY_FALSE,
} from '../syntax/operators.ts';
import { compare, equals } from '../values/compare.ts';
import type { MapValue, Value } from '../values/value.ts';
import { type Cost, global, type Overload } from './function.ts';

const T = typeParameter('T');
const K = typeParameter('K');

const smallerSize: Cost = (a, b) => traversal(Math.min(sizeOf(a), sizeOf(b)));

const EQUALITY = [
  ...global(EQUALS, ['equals', [T, T], BOOL, equals, smallerSize]),
  ...global(NOT_EQUALS, ['not_equals', [T, T], BOOL, (a, b, meter) => !equals(a, b, meter), smallerSize]),
];

type Holds = (order: number) => boolean;

const RELATIONS: readonly (readonly [operator: string, id: string, holds: Holds])[] = [
  ['_<_', 'less', (order) => order < 0],
  ['_<=_', 'less_equals', (order) => order <= 0],
  ['_>_', 'greater', (order) => order > 0],
  ['_>=_', 'greater_equals', (order) => order >= 0],
];

const ORDERED: readonly (readonly [id: string, type: Type, cost?: Cost])[] = [
  ['bool', BOOL],
  ['int64', INT],
  ['uint64', UINT],
  ['double', DOUBLE],
  ['string', STRING, smallerSize],
  ['bytes', BYTES, smallerSize],
  ['timestamp', TIMESTAMP],
  ['duration', DURATION],
];

const MIXED: readonly (readonly [id: string, left: Type, right: Type])[] = [
  ['int64_double', INT, DOUBLE],
  ['int64_uint64', INT, UINT],
  ['uint64_double', UINT, DOUBLE],
  ['uint64_int64', UINT, INT],
  ['double_int64', DOUBLE, INT],
  ['double_uint64', DOUBLE, UINT],
];

function relation([operator, id, holds]: (typeof RELATIONS)[number]): Overload[] {
  const test = (a: Value, b: Value) => {
    const order = compare(a, b);
    return order === undefined ? NO_SUCH_OVERLOAD : holds(order);
  };
  return [
    ...ORDERED.flatMap(([suffix, type, cost]) => global(operator, [`${id}_${suffix}`, [type, type], BOOL, test, cost])),
    ...MIXED.flatMap(([suffix, left, right]) => global(operator, [`${id}_${suffix}`, [left, right], BOOL, test])),
  ];
}

function inList(element: Value, list: readonly Value[], meter: Meter): boolean {
  return list.some((item) => equals(item, element, meter));
}

const MEMBERSHIP = global(
  IN,
  ['in_list', [T, listOf(T)], BOOL, inList, (_, list) => sizeOf(list)],
  ['in_map', [K, mapOf(K, T)], BOOL, (key: Value, map: MapValue) => map.has(key), () => CALL],
);

const LOGIC = [
  ...global(LOGICAL_AND, ['logical_and', [BOOL, BOOL], BOOL]),
  ...global(LOGICAL_OR, ['logical_or', [BOOL, BOOL], BOOL]),
  ...global(CONDITIONAL, ['conditional', [BOOL, T, T], T]),
  ...global(NOT_STRICTLY_FALSE, ['not_strictly_false', [BOOL], BOOL]),
  ...global(LOGICAL_NOT, ['logical_not', [BOOL], BOOL, (value: boolean) => !value]),
];

export const COMPARISON_FUNCTIONS: readonly Overload[] = [
  ...EQUALITY,
  ...RELATIONS.flatMap(relation),
  ...MEMBERSHIP,
  ...LOGIC,
];
