/** Conversions between types: `int('1')`, `string(x)`, `type(x)`. */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  type Type,
  typeOf,
  typeParameter,
  UINT,
} from '../check/types.ts';
import { sizeOf, traversal } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { formatDouble, parseDouble } from '../values/double.ts';
import { INT_RANGE, UINT_RANGE, within } from '../values/integer.ts';
import {
  floorDivide,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestampOf,
} from '../values/time.ts';
import { typeName } from '../values/types-of.ts';
import {
  type Duration,
  EvaluationError,
  type Result,
  type Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../values/value.ts';
import { intOf, uintOf } from './arithmetic.ts';
import { type Cost, global, type Implementation, type Overload, scanning } from './function.ts';

const SECOND = 1_000_000_000n;
const T = typeParameter('T');

/** Truncates towards zero; the ends of the range are doubles that are not in it. */
function intOfDouble(value: number): Result {
  if (!(value > -(2 ** 63) && value < 2 ** 63)) return new EvaluationError('integer overflow');
  return BigInt(Math.trunc(value));
}

function uintOfDouble(value: number): Result {
  if (!(value >= 0 && value < 2 ** 64)) return new EvaluationError('unsigned integer overflow');
  return new Uint(BigInt(Math.trunc(value)));
}

function unreadable(target: string): EvaluationError {
  return new EvaluationError(`type conversion error from 'string' to '${target}'`);
}

/** strconv.ParseInt in base ten. */
function intOfString(text: string): Result {
  if (!/^[+-]?[0-9]{1,64}$/.test(text)) return unreadable('int');
  const value = BigInt(text.replace(/^\+/, ''));
  return within(INT_RANGE, value) ? value : unreadable('int');
}

function uintOfString(text: string): Result {
  if (!/^[0-9]{1,64}$/.test(text)) return unreadable('uint');
  const value = BigInt(text);
  return within(UINT_RANGE, value) ? new Uint(value) : unreadable('uint');
}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

function stringOfBytes(bytes: Uint8Array): Result {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function parsed(read: (text: string) => Result | undefined, target: string): Implementation {
  return scanning((text: string) => read(text) ?? unreadable(target));
}

const WORK_PER_TEXT = 100;

function written<T extends Value>(format: (value: T) => string): Implementation {
  return (value: T, meter: Meter) => {
    meter.work(WORK_PER_TEXT);
    return format(value);
  };
}

const identity: Implementation = (value: Value) => value;
const argumentTraversal: Cost = (value) => traversal(sizeOf(value));

type Row = readonly [id: string, from: Type, convert: Implementation, cost?: Cost];

function conversions(name: string, result: Type, rows: readonly Row[]): Overload[] {
  return rows.flatMap(([id, from, convert, cost]) => global(name, [id, [from], result, convert, cost]));
}

export const CONVERSION_FUNCTIONS: readonly Overload[] = [
  ...conversions('int', INT, [
    ['int64_to_int64', INT, identity],
    ['uint64_to_int64', UINT, (value: Uint) => intOf(value.value)],
    ['double_to_int64', DOUBLE, intOfDouble],
    ['string_to_int64', STRING, intOfString],
    ['timestamp_to_int64', TIMESTAMP, (value: Timestamp) => floorDivide(value.nanos, SECOND)[0]],
    ['duration_to_int64', DURATION, (value: Duration) => value.nanos],
  ]),
  ...conversions('uint', UINT, [
    ['uint64_to_uint64', UINT, identity],
    ['int64_to_uint64', INT, uintOf],
    ['double_to_uint64', DOUBLE, uintOfDouble],
    ['string_to_uint64', STRING, uintOfString],
  ]),
  ...conversions('double', DOUBLE, [
    ['double_to_double', DOUBLE, identity],
    ['int64_to_double', INT, (value: bigint) => Number(value)],
    ['uint64_to_double', UINT, (value: Uint) => Number(value.value)],
    ['string_to_double', STRING, parsed(parseDouble, 'double')],
  ]),
  ...conversions('string', STRING, [
    ['string_to_string', STRING, identity],
    ['bool_to_string', BOOL, (value: boolean) => String(value)],
    ['int64_to_string', INT, (value: bigint) => String(value)],
    ['uint64_to_string', UINT, (value: Uint) => String(value.value)],
    ['double_to_string', DOUBLE, (value: number) => formatDouble(value)],
    ['bytes_to_string', BYTES, stringOfBytes, argumentTraversal],
    ['timestamp_to_string', TIMESTAMP, written(formatTimestamp)],
    ['duration_to_string', DURATION, written(formatDuration)],
  ]),
  ...conversions('bytes', BYTES, [
    ['bytes_to_bytes', BYTES, identity],
    ['string_to_bytes', STRING, (text: string) => Buffer.from(text, 'utf8'), argumentTraversal],
  ]),
  ...conversions('bool', BOOL, [
    ['bool_to_bool', BOOL, identity],
    ['string_to_bool', STRING, parsed((text) => BOOLS.get(text), 'bool')],
  ]),
  ...conversions('timestamp', TIMESTAMP, [
    ['timestamp_to_timestamp', TIMESTAMP, identity],
    ['int64_to_timestamp', INT, (seconds: bigint) => timestampOf(seconds * SECOND)],
    ['string_to_timestamp', STRING, parsed(parseTimestamp, 'google.protobuf.Timestamp')],
  ]),
  ...conversions('duration', DURATION, [
    ['duration_to_duration', DURATION, identity],
    ['string_to_duration', STRING, parsed(parseDuration, 'google.protobuf.Duration')],
  ]),
  ...global('dyn', ['to_dyn', [T], DYN, identity]),
  ...global('type', ['type', [T], typeOf(T), (value: Value) => new TypeValue(typeName(value))]),
];
