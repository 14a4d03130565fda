/** Arithmetic operators. Integers overflow into errors, doubles into infinities. */
import {
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  STRING,
  TIMESTAMP,
  type Type,
  typeParameter,
  UINT,
} from '../check/types.ts';
import { sizeOf, traversal } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { ADD, NEGATE } from '../syntax/operators.ts';
import { INT_RANGE, UINT_RANGE, within } from '../values/integer.ts';
import { durationOf, timestampOf } from '../values/time.ts';
import { type Duration, EvaluationError, type Result, type Timestamp, Uint, type Value } from '../values/value.ts';
import { type Cost, global, type Implementation, type Overload } from './function.ts';

type Operation = (a: bigint, b: bigint) => bigint;

function onInts(operate: Operation): Implementation {
  return (a: bigint, b: bigint) => intOf(operate(a, b));
}

function onUints(operate: Operation): Implementation {
  return (a: Uint, b: Uint) => uintOf(operate(a.value, b.value));
}

export function intOf(value: bigint): Result {
  return within(INT_RANGE, value) ? value : new EvaluationError('integer overflow');
}

export function uintOf(value: bigint): Result {
  return within(UINT_RANGE, value) ? new Uint(value) : new EvaluationError('unsigned integer overflow');
}

/** Refuses zero on the right. */
function dividing(divide: Implementation, message: string): Implementation {
  return (a: Value, b: bigint | Uint) => {
    const divisor = b instanceof Uint ? b.value : b;
    return divisor === 0n ? new EvaluationError(message) : divide(a, b);
  };
}

const both = (type: Type): readonly Type[] => [type, type];

interface Arithmetic {
  readonly operator: string;
  readonly id: string;
  readonly integers: Operation;
  readonly doubles?: (a: number, b: number) => number;
  readonly byZero?: string;
}

const ARITHMETIC: readonly Arithmetic[] = [
  { operator: ADD, id: 'add', integers: (a, b) => a + b, doubles: (a, b) => a + b },
  { operator: '_-_', id: 'subtract', integers: (a, b) => a - b, doubles: (a, b) => a - b },
  { operator: '_*_', id: 'multiply', integers: (a, b) => a * b, doubles: (a, b) => a * b },
  { operator: '_/_', id: 'divide', integers: (a, b) => a / b, doubles: (a, b) => a / b, byZero: 'division by zero' },
  { operator: '_%_', id: 'modulo', integers: (a, b) => a % b, byZero: 'modulus by zero' },
];

function numeric({ operator, id, integers, doubles, byZero }: Arithmetic): Overload[] {
  const guarded = (on: Implementation) => (byZero === undefined ? on : dividing(on, byZero));
  return [
    ...global(operator, [`${id}_int64`, both(INT), INT, guarded(onInts(integers))]),
    ...global(operator, [`${id}_uint64`, both(UINT), UINT, guarded(onUints(integers))]),
    ...(doubles ? global(operator, [`${id}_double`, both(DOUBLE), DOUBLE, doubles]) : []),
  ];
}

const joiningCost: Cost = (a, b) => traversal(sizeOf(a) + sizeOf(b));

const WORK_PER_COPY = 2;

/** Threat: doubling a list a few dozen times would fill the memory; one cost unit each does not prevent that. */
function joinLists(a: readonly Value[], b: readonly Value[], meter: Meter): Result {
  meter.work((a.length + b.length) * WORK_PER_COPY);
  return [...a, ...b];
}

const LIST = listOf(typeParameter('T'));

const joining = global(
  ADD,
  ['add_string', both(STRING), STRING, (a: string, b: string) => a + b, joiningCost],
  ['add_bytes', both(BYTES), BYTES, (a: Uint8Array, b: Uint8Array) => Buffer.concat([a, b]), joiningCost],
  ['add_list', both(LIST), LIST, joinLists],
);

const addingTime = global(
  ADD,
  ['add_duration_duration', both(DURATION), DURATION, (a: Duration, b: Duration) => durationOf(a.nanos + b.nanos)],
  [
    'add_duration_timestamp',
    [DURATION, TIMESTAMP],
    TIMESTAMP,
    (a: Duration, b: Timestamp) => timestampOf(a.nanos + b.nanos),
  ],
  [
    'add_timestamp_duration',
    [TIMESTAMP, DURATION],
    TIMESTAMP,
    (a: Timestamp, b: Duration) => timestampOf(a.nanos + b.nanos),
  ],
);

const subtractingTime = global(
  '_-_',
  ['subtract_duration_duration', both(DURATION), DURATION, (a: Duration, b: Duration) => durationOf(a.nanos - b.nanos)],
  [
    'subtract_timestamp_timestamp',
    both(TIMESTAMP),
    DURATION,
    (a: Timestamp, b: Timestamp) => durationOf(a.nanos - b.nanos),
  ],
  [
    'subtract_timestamp_duration',
    [TIMESTAMP, DURATION],
    TIMESTAMP,
    (a: Timestamp, b: Duration) => timestampOf(a.nanos - b.nanos),
  ],
);

const negation = global(
  NEGATE,
  ['negate_int64', [INT], INT, (a: bigint) => intOf(-a)],
  ['negate_double', [DOUBLE], DOUBLE, (a: number) => -a],
);

export const ARITHMETIC_FUNCTIONS: readonly Overload[] = [
  ...ARITHMETIC.flatMap(numeric),
  ...joining,
  ...addingTime,
  ...subtractingTime,
  ...negation,
];
