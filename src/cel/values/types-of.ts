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

/** Whether an overload with such a parameter takes the value. What lists and maps hold is not looked at. */
export function isOfType(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'error':
    case 'parameter':
      return true;
    case 'wrapper':
      return value === null || typeName(value) === type.parameters[0]!.name;
    case 'message':
      return value instanceof ObjectValue && value.type.name === type.name;
    default:
      return typeName(value) === type.name;
  }
}
