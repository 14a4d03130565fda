/** The values that are no messages of a kind: scalars, times, quantities, ports by number or name. */
import type { ScalarSchema } from '../schema.ts';
import { fixedFields, textOf } from './fixed-fields.ts';
import { EMPTY, toInt64, WireError, type WireType } from './wire.ts';

const SCALAR_TYPES: Readonly<Record<ScalarSchema['kind'], WireType>> = {
  string: 'bytes',
  boolean: 'varint',
  integer: 'varint',
  number: 'fixed64',
};

export function wireTypeOf({ kind }: ScalarSchema): WireType {
  return SCALAR_TYPES[kind];
}

/**
 * @param value of the scalar's wire type
 * @returns undefined for the zero time, which JSON leaves out
 * @throws WireError
 */
export function readScalar(schema: ScalarSchema, value: bigint | Buffer): unknown {
  if (schema.kind === 'integer') return readInteger(schema, value as bigint);
  if (schema.kind === 'boolean') return value !== 0n;
  const bytes = value as Buffer;
  if (schema.kind === 'number') return readDouble(bytes);
  if (schema.format === 'date-time') return readTime(bytes);
  if (schema.format === 'micro-time') return readMicroTime(bytes);
  return schema.format === 'byte' ? bytes.toString('base64') : textOf(bytes);
}

function readInteger({ format }: ScalarSchema, varint: bigint): number | bigint {
  return format === 'int32' ? readInt32(varint) : toInt64(varint);
}

/** Threat: Go cuts a longer integer short, and so takes another number than was sent. */
function readInt32(varint: bigint): number {
  const value = BigInt.asIntN(64, varint);
  if (BigInt.asIntN(32, value) !== value) throw new WireError(`proto: ${value} does not fit an int32`);
  return Number(value);
}

function readDouble(bytes: Buffer): number {
  const value = bytes.readDoubleLE();
  if (!Number.isFinite(value)) throw new WireError(`proto: ${value} has no form in JSON`);
  return value;
}

/** metav1.Time is written with whole seconds in JSON, whatever the message says beyond them. */
function readTime(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  const [seconds = 0n] = fixedFields(bytes, ['varint', 'varint']);
  return `${secondsOf(seconds)}Z`;
}

const NANOS = 1_000_000_000n;

function readMicroTime(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  const [seconds = 0n, nanos = 0n] = fixedFields(bytes, ['varint', 'varint']);
  if (nanos >= NANOS) throw new WireError(`proto: a second does not have ${BigInt.asIntN(64, nanos)} nanoseconds`);
  return `${secondsOf(seconds)}.${String(nanos / 1000n).padStart(6, '0')}Z`;
}

/** Of years with four digits: `2026-01-02T03:04:05`. */
const SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

function secondsOf(varint: bigint): string {
  const date = new Date(Number(BigInt.asIntN(64, varint)) * 1000);
  const seconds = Number.isNaN(date.getTime()) ? null : SECONDS.exec(date.toISOString());
  if (!seconds) throw new WireError('Time.MarshalJSON: year outside of range [0,9999]');
  return seconds[0];
}

export function readQuantity(bytes: Buffer): string {
  const [quantity] = fixedFields(bytes, ['bytes']);
  return quantity === undefined ? '0' : textOf(quantity);
}

const INT = 0n;
const STRING = 1n;

export function readIntOrString(bytes: Buffer): number | string {
  const [type = INT, number = 0n, text = EMPTY] = fixedFields(bytes, ['varint', 'varint', 'bytes']);
  if (type === INT) return readInt32(number);
  if (type === STRING) return textOf(text);
  throw new WireError('impossible IntOrString.Type');
}
