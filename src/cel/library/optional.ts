/** Optional values: `a.?b`, `[?x]`, `optional.of(x).orValue(y)`. */
import { BOOL, DYN, INT, listOf, mapOf, optionalOf, STRING, typeParameter } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { NO_SUCH_OVERLOAD } from '../eval/access.ts';
import { OPTIONAL_MACROS } from '../macros/optional.ts';
import { INDEX, OPTIONAL_INDEX, OPTIONAL_SELECT } from '../syntax/operators.ts';
import {
  Duration,
  EvaluationError,
  MapValue,
  ObjectValue,
  Optional,
  type Result,
  Timestamp,
  Uint,
  type Value,
} from '../values/value.ts';
import { global, member, type Overload } from './function.ts';

const K = typeParameter('K');
const V = typeParameter('V');
const OPTIONAL = optionalOf(V);
const LIST = listOf(V);
const MAP = mapOf(K, V);

/** Whether it is what its type starts from: 0, false, '', an empty list. */
function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0;
  if (value instanceof MapValue) return value.size === 0;
  if (value instanceof Optional) return value.value === undefined;
  if (value instanceof Timestamp || value instanceof Duration) return value.nanos === 0n;
  return value instanceof ObjectValue && value.isZero();
}

function present(value: Value | undefined): Optional {
  return value === undefined ? Optional.NONE : Optional.of(value);
}

const EMPTY = new EvaluationError('optional.none() dereference');

const FUNCTIONS: readonly Overload[] = [
  ...global('optional.of', ['optional_of', [V], OPTIONAL, (value: Value) => Optional.of(value)]),
  ...global('optional.none', ['optional_none', [], OPTIONAL, () => Optional.NONE]),
  ...global('optional.ofNonZeroValue', [
    'optional_ofNonZeroValue',
    [V],
    OPTIONAL,
    (value: Value) => (isZero(value) ? Optional.NONE : Optional.of(value)),
  ]),
  ...member('hasValue', ['optional_hasValue', [OPTIONAL], BOOL, (target: Optional) => target.value !== undefined]),
  ...member('value', [
    'optional_value',
    [OPTIONAL],
    V,
    (target: Optional) => (target.value === undefined ? EMPTY : target.value),
  ]),
  ...member('or', [
    'optional_or_optional',
    [OPTIONAL, OPTIONAL],
    OPTIONAL,
    (target: Optional, other: Optional) => (target.value === undefined ? other : target),
  ]),
  ...member('orValue', [
    'optional_orValue_value',
    [OPTIONAL, V],
    V,
    (target: Optional, other: Value) => (target.value === undefined ? other : target.value),
  ]),
];

const ACCESS: readonly Overload[] = [
  ...global(
    INDEX,
    ['optional_list_index_int', [optionalOf(LIST), INT], OPTIONAL],
    ['optional_map_index_value', [optionalOf(MAP), K], OPTIONAL],
  ),
  ...global(
    OPTIONAL_INDEX,
    ['list_optindex_optional_int', [LIST, INT], OPTIONAL],
    ['optional_list_optindex_optional_int', [optionalOf(LIST), INT], OPTIONAL],
    ['map_optindex_optional_value', [MAP, K], OPTIONAL],
    ['optional_map_optindex_optional_value', [optionalOf(MAP), K], OPTIONAL],
  ),
  ...global(OPTIONAL_SELECT, ['select_optional_field', [DYN, STRING], OPTIONAL]),
];

/** Of lists: the ends, and the values of the optionals that have one. */
const ENDS: readonly Overload[] = [
  ...member('first', ['list_first', [LIST], OPTIONAL, (list: readonly Value[]) => present(list[0])]),
  ...member('last', ['list_last', [LIST], OPTIONAL, (list: readonly Value[]) => present(list.at(-1))]),
];

function unwrap(list: readonly Value[]): Result {
  const values: Value[] = [];
  for (const item of list) {
    if (!(item instanceof Optional)) return NO_SUCH_OVERLOAD;
    if (item.value !== undefined) values.push(item.value);
  }
  return values;
}

const UNWRAPPING: readonly Overload[] = [
  ...global('optional.unwrap', ['optional_unwrap', [listOf(OPTIONAL)], LIST, unwrap]),
  ...member('unwrapOpt', ['optional_unwrapOpt', [listOf(OPTIONAL)], LIST, unwrap]),
];

export const OPTIONALS: Library = {
  functions: [...FUNCTIONS, ...ACCESS, ...ENDS, ...UNWRAPPING],
  macros: OPTIONAL_MACROS,
  types: [optionalOf(DYN)],
};
