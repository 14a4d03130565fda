/** Types, as the checker knows them and as libraries and callers declare them. */
import { perObject } from '../../util/per-object.ts';

export type TypeKind =
  | 'primitive'
  | 'null'
  | 'dyn'
  | 'error'
  /** A primitive or null. */
  | 'wrapper'
  | 'well-known'
  | 'list'
  | 'map'
  /** A message: it has fields, which the type provider knows. */
  | 'message'
  /** Of a library: it has functions, no fields. */
  | 'opaque'
  | 'type'
  | 'parameter';

export interface Type {
  readonly kind: TypeKind;
  readonly name: string;
  readonly parameters: readonly Type[];
}

function simple(kind: TypeKind, name: string): Type {
  return { kind, name, parameters: [] };
}

export const BOOL = simple('primitive', 'bool');
export const INT = simple('primitive', 'int');
export const UINT = simple('primitive', 'uint');
export const DOUBLE = simple('primitive', 'double');
export const STRING = simple('primitive', 'string');
export const BYTES = simple('primitive', 'bytes');
export const NULL = simple('null', 'null_type');
export const DYN = simple('dyn', 'dyn');
/** Dynamic, but nothing that could be gone over. */
export const ANY = simple('dyn', 'google.protobuf.Any');
export const ERROR = simple('error', '*error*');
export const TIMESTAMP = simple('well-known', 'google.protobuf.Timestamp');
export const DURATION = simple('well-known', 'google.protobuf.Duration');

export function listOf(element: Type): Type {
  return { kind: 'list', name: 'list', parameters: [element] };
}

export function mapOf(key: Type, value: Type): Type {
  return { kind: 'map', name: 'map', parameters: [key, value] };
}

export function messageType(name: string): Type {
  return simple('message', name);
}

export function opaqueType(name: string, ...parameters: Type[]): Type {
  return { kind: 'opaque', name, parameters };
}

export function optionalOf(value: Type): Type {
  return opaqueType('optional_type', value);
}

export function typeOf(type?: Type): Type {
  return { kind: 'type', name: 'type', parameters: type ? [type] : [] };
}

export function wrapperOf(primitive: Type): Type {
  return { kind: 'wrapper', name: 'wrapper', parameters: [primitive] };
}

export function typeParameter(name: string): Type {
  return simple('parameter', name);
}

export function isOptional(type: Type): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type';
}

export function isDynOrError(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((parameter, position) => sameType(parameter, b.parameters[position]!));
}

const isClosedWithin = perObject((type: Type) => type.parameters.every(isClosed));

/** Whether nothing in it is still to be found out. */
export function isClosed(type: Type): boolean {
  return type.parameters.length === 0 ? type.kind !== 'parameter' : isClosedWithin(type);
}

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [NULL.name, 'null'],
  [TIMESTAMP.name, 'timestamp'],
  [DURATION.name, 'duration'],
  [ANY.name, 'any'],
  [ERROR.name, '!error!'],
]);

/** As messages name it: `map(string, dyn)`. */
export function formatType(type: Type): string {
  const name = SHORT_NAMES.get(type.name) ?? type.name;
  return type.parameters.length === 0 ? name : `${name}(${type.parameters.map(formatType).join(', ')})`;
}

/** As cel-go declares it, which is not how its checker calls it: `null_type`. */
export function declaredName({ name, parameters }: Type): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(declaredName).join(', ')})`;
}
