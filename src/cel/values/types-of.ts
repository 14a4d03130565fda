/** The runtime type of a value, and whether a value is of a type. */
import { type Type, typeOf } from '../check/types.ts';
import { Duration, MapValue, ObjectValue, Optional, Timestamp, TypeValue, Uint, type Value } from './value.ts';

const PRIMITIVES: ReadonlyMap<string, string> = new Map([
  ['boolean', 'bool'],
  ['bigint', 'int'],
  ['number', 'double'],
  ['string', 'string'],
]);

/** `type(value)`'s name. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof MapValue) return 'map';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof TypeValue) return typeOf().name;
  return value instanceof ObjectValue ? value.type.name : PRIMITIVES.get(typeof value)!;
}

type Guard = (value: Value) => boolean;

const GUARDS: ReadonlyMap<string, Guard> = new Map<string, Guard>([
  ['bool', (value) => typeof value === 'boolean'],
  ['int', (value) => typeof value === 'bigint'],
  ['double', (value) => typeof value === 'number'],
  ['string', (value) => typeof value === 'string'],
  ['list', (value) => Array.isArray(value)],
  ['map', (value) => value instanceof MapValue],
]);

/** Whether an overload with such a parameter takes a value. What lists and maps hold is not looked at. */
export function guardOf({ kind, name, parameters }: Type): Guard {
  if (kind === 'dyn' || kind === 'error' || kind === 'parameter') return () => true;
  if (kind === 'wrapper') return (value) => value === null || typeName(value) === parameters[0]!.name;
  return GUARDS.get(name) ?? ((value) => typeName(value) === name);
}
