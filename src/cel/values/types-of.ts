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

/** Kinds of values that are told apart at once, as bits. */
const BOOL = 1;
const INT = 2;
const DOUBLE = 4;
const STRING = 8;
const NULL = 16;
const LIST = 32;
const MAP = 64;
/** All others: which of them, only the type's name tells. */
const NAMED = 128;
const ANY = 255;

/** Which of the kinds a value is. */
export function kindOf(value: Value): number {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: Value): number {
  if (value === null) return NULL;
  if (Array.isArray(value)) return LIST;
  return value instanceof MapValue ? MAP : NAMED;
}

const KINDS: ReadonlyMap<string, number> = new Map([
  ['bool', BOOL],
  ['int', INT],
  ['double', DOUBLE],
  ['string', STRING],
  ['list', LIST],
  ['map', MAP],
  ['null_type', NULL],
]);

/** What a parameter takes. What lists and maps hold is not looked at. */
export interface Guard {
  readonly kinds: number;
  /** Of those of the kind NAMED, the one that it takes; undefined: all. */
  readonly name: string | undefined;
}

export function guardOf({ kind, name, parameters }: Type): Guard {
  if (kind === 'dyn' || kind === 'error' || kind === 'parameter') return { kinds: ANY, name: undefined };
  if (kind !== 'wrapper') return { kinds: KINDS.get(name) ?? NAMED, name };
  const wrapped = guardOf(parameters[0]!);
  return { ...wrapped, kinds: wrapped.kinds | NULL };
}

/** @param kind of the value */
export function accepts(guard: Guard, value: Value, kind: number): boolean {
  if ((guard.kinds & kind) === 0) return false;
  return kind !== NAMED || guard.name === undefined || typeName(value) === guard.name;
}
