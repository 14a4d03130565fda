/** Reads the conformance data of the CEL specification, which the package ships as JSON of its test protocol. */
import { tests as checking } from '@bufbuild/cel-spec/testdata/checking.js';
import { tests as comprehension } from '@bufbuild/cel-spec/testdata/comprehension.js';
import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js';
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js';
import type { Type } from '../check/types.ts';
import * as types from '../check/types.ts';
import { EntryMap } from '../values/maps.ts';
import { Duration, MapValue, Optional, Timestamp, TypeValue, Uint, type Value } from '../values/value.ts';

/** A value as the test protocol writes it: an object with one member, `int64Value` and so on. */
export type WireValue = Readonly<Record<string, any>>;
export type WireType = Readonly<Record<string, any>>;

export interface Case {
  readonly name: string;
  /** `string_ext/format`. */
  readonly suite: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly { name: string; ident?: { type: WireType } }[];
  readonly bindings?: Readonly<Record<string, { value: WireValue }>>;
  /** True is expected where neither a value nor an error is. */
  readonly value?: WireValue;
  readonly typedResult?: { result?: WireValue; deducedType?: WireType };
  readonly evalError?: { errors: readonly { message: string }[] };
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly ({ original: { name?: string; expr: string } } & Inferred)[];
}

/** What cel-go made of an expression when the data was collected. */
interface Inferred {
  readonly ast?: string;
  readonly type?: string;
  readonly error?: string;
}

export function conformanceCases(): Case[] {
  return (conformance as unknown as Suite).suites!.flatMap((suite) => casesOf(suite, suite.name));
}

/** All expressions of the data, those of cel-go's own tests included. */
export function inferredCases(): (Case & { readonly inferred: Inferred })[] {
  return [conformance, parsing, checking, comprehension].flatMap((suite) =>
    casesOf(suite as unknown as Suite, suite.name),
  );
}

function casesOf(suite: Suite, path: string): (Case & { readonly inferred: Inferred })[] {
  const own = (suite.tests ?? []).map(({ original, ...inferred }) => ({
    ...original,
    suite: path,
    name: original.name ?? original.expr,
    inferred,
  }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => casesOf(inner, `${path}/${inner.name}`))];
}

const PRIMITIVES: ReadonlyMap<string, Type> = new Map([
  ['BOOL', types.BOOL],
  ['INT64', types.INT],
  ['UINT64', types.UINT],
  ['DOUBLE', types.DOUBLE],
  ['STRING', types.STRING],
  ['BYTES', types.BYTES],
]);

const NAMED: ReadonlyMap<string, Type> = new Map([
  ['google.protobuf.Duration', types.DURATION],
  ['google.protobuf.Timestamp', types.TIMESTAMP],
  ['DURATION', types.DURATION],
  ['TIMESTAMP', types.TIMESTAMP],
]);

export function typeOfWire(wire: WireType): Type {
  if (wire.primitive) return PRIMITIVES.get(wire.primitive)!;
  if ('null' in wire) return types.NULL;
  if (wire.dyn) return types.DYN;
  if (wire.listType) return types.listOf(typeOfWire(wire.listType.elemType));
  if (wire.mapType) return types.mapOf(typeOfWire(wire.mapType.keyType), typeOfWire(wire.mapType.valueType));
  if (wire.type) return types.typeOf(typeOfWire(wire.type));
  const { name, parameterTypes = [] } = wire.abstractType ?? {};
  if (name) return types.opaqueType(name, ...parameterTypes.map(typeOfWire));
  return NAMED.get(wire.messageType ?? wire.wellKnown) ?? types.DYN;
}

const READERS: Readonly<Record<string, (value: any) => Value>> = {
  nullValue: () => null,
  boolValue: (value) => value,
  int64Value: (value) => BigInt(value),
  uint64Value: (value) => new Uint(BigInt(value)),
  doubleValue: (value) => Number(value),
  stringValue: (value) => value,
  bytesValue: (value) => Buffer.from(value, 'base64'),
  typeValue: (value) => new TypeValue(value),
  listValue: (value) => (value.values ?? []).map(valueOfWire),
  mapValue: (value) => mapOfWire(value.entries ?? []),
};

/** An environment's variables are what a test declares. */
export function variablesOf({ typeEnv = [] }: Case): Record<string, Type> {
  const declared = typeEnv.filter((declaration) => declaration.ident);
  return Object.fromEntries(declared.map(({ name, ident }) => [name, typeOfWire(ident!.type)]));
}

export function valueOfWire(wire: WireValue): Value {
  const [kind, value] = Object.entries(wire)[0]!;
  return READERS[kind]!(value);
}

function mapOfWire(entries: readonly { key: WireValue; value: WireValue }[]): MapValue {
  const map = new EntryMap();
  for (const { key, value } of entries) map.insert(valueOfWire(key), valueOfWire(value));
  return map;
}

/** A form in which values of unlike types are unlike, for comparison and for messages. */
export function describeValue(value: Value): unknown {
  if (typeof value === 'bigint') return `${value} (int)`;
  if (typeof value === 'number') return Object.is(value, -0) ? 0 : value;
  if (value instanceof Uint) return `${value.value} (uint)`;
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString('hex')} (bytes)`;
  if (value instanceof Timestamp || value instanceof Duration) return `${value.nanos} (${value.constructor.name})`;
  if (value instanceof TypeValue) return `${value.name} (type)`;
  if (value instanceof Optional) return { optional: value.value === undefined ? [] : [describeValue(value.value)] };
  if (Array.isArray(value)) return value.map(describeValue);
  return value instanceof MapValue ? describeMap(value) : value;
}

function describeMap(map: MapValue): unknown {
  const entries = [...map.keys()].map(
    (key) => [String(describeValue(key)), describeValue(map.get(key) as Value)] as const,
  );
  return { map: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
}
