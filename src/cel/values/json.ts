/**
 * Plain JSON as values, converted when it is looked at.
 * Threat: keys are the client's; they are only ever own properties.
 */

import { equalJson } from '../../util/json-value.ts';
import { DYN, type Type } from '../check/types.ts';
import type { Meter } from '../eval/meter.ts';
import { parseDuration, parseTimestamp } from './time.ts';
import {
  Duration,
  EvaluationError,
  MapValue,
  ObjectValue,
  Optional,
  type Result,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/** Types of messages' fields. */
export interface FieldTypes {
  findField(typeName: string, field: string): Type | undefined;
}

export interface JsonOptions {
  readonly fields: FieldTypes;
  /** What a number of dynamic type is: a JSON document's are doubles, an API object's whole ones are ints. */
  readonly wholeNumbers: 'int' | 'double';
}

/** A JSON value, or one that is a value already, as a value of the type. */
export function fromJson(input: unknown, type: Type, options: JsonOptions): Result {
  if (typeof input === 'string') return textAs(input, type);
  if (typeof input === 'number') return numberAs(input, type, options);
  if (input === undefined || input === null) return null;
  if (typeof input !== 'object') return input as boolean | bigint;
  if (Array.isArray(input)) return listOf(input, type.kind === 'list' ? type.parameters[0]! : DYN, options);
  if (!isPlain(input) && isValue(input)) return input;
  if (type.kind === 'message') return new JsonMessage(input as JsonObject, type, options);
  return new JsonMap(input as JsonObject, type.kind === 'map' ? type.parameters[1]! : DYN, options);
}

type JsonObject = Readonly<Record<string, unknown>>;

const VALUES = [Uint8Array, Uint, Timestamp, Duration, TypeValue, Optional, MapValue, ObjectValue];

/** Most are: what JSON.parse makes. */
function isPlain(input: object): boolean {
  return Object.getPrototypeOf(input) === Object.prototype;
}

function isValue(input: object): input is Exclude<Value, null | string | number | boolean | bigint> {
  return VALUES.some((type) => input instanceof type);
}

function numberAs(input: number, type: Type, options: JsonOptions): Result {
  const name = type.kind === 'wrapper' ? type.parameters[0]!.name : type.name;
  const whole = Number.isInteger(input) && Math.abs(input) < 2 ** 63;
  if (name === 'uint' && whole && input >= 0) return new Uint(BigInt(input));
  if (name === 'int' || (type.kind === 'dyn' && options.wholeNumbers === 'int')) return whole ? BigInt(input) : input;
  return input;
}

function textAs(input: string, type: Type): Result {
  if (type.kind === 'primitive' && type.name === 'bytes') return Buffer.from(input, 'base64');
  if (type.kind !== 'well-known') return input;
  const read = type.name === 'google.protobuf.Timestamp' ? parseTimestamp : parseDuration;
  return read(input) ?? new EvaluationError(`type conversion error from 'string' to '${type.name}'`);
}

function listOf(input: readonly unknown[], element: Type, options: JsonOptions): Result {
  const values: Value[] = [];
  for (const item of input) {
    const value = fromJson(item, element, options);
    if (value instanceof EvaluationError) return value;
    values.push(value);
  }
  return values;
}

/** The values of an object's fields. Objects and lists are converted once, since that may go over all of them. */
class Fields {
  readonly #object: JsonObject;
  readonly #options: JsonOptions;
  #converted: Map<string, Result> | undefined;

  constructor(object: JsonObject, options: JsonOptions) {
    this.#object = object;
    this.#options = options;
  }

  get(name: string, type: Type): Result {
    const input = this.#object[name];
    if (typeof input !== 'object') return fromJson(input, type, this.#options);
    this.#converted ??= new Map();
    let value = this.#converted.get(name);
    if (value === undefined) {
      value = fromJson(input, type, this.#options);
      this.#converted.set(name, value);
    }
    return value;
  }
}

function hasOwn(object: JsonObject, name: Value): name is string {
  return typeof name === 'string' && Object.hasOwn(object, name) && object[name] !== undefined;
}

class JsonMap extends MapValue {
  readonly #object: JsonObject;
  readonly #element: Type;
  readonly #fields: Fields;
  #keys: readonly string[] | undefined;

  constructor(object: JsonObject, element: Type, options: JsonOptions) {
    super();
    this.#object = object;
    this.#element = element;
    this.#fields = new Fields(object, options);
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: Value): Result | undefined {
    return hasOwn(this.#object, key) ? this.#fields.get(key, this.#element) : undefined;
  }

  has(key: Value): boolean {
    return hasOwn(this.#object, key);
  }

  /** Found once: asking for them again must not cost what finding them does. */
  keys(): readonly string[] {
    this.#keys ??= Object.keys(this.#object).filter((key) => this.#object[key] !== undefined);
    return this.#keys;
  }
}

/** An object whose fields the type provider knows. A field that is not there is an error, as it is in Kubernetes. */
class JsonMessage extends ObjectValue {
  readonly type: Type;
  readonly #object: JsonObject;
  readonly #options: JsonOptions;
  readonly #fields: Fields;

  constructor(object: JsonObject, type: Type, options: JsonOptions) {
    super();
    this.type = type;
    this.#object = object;
    this.#options = options;
    this.#fields = new Fields(object, options);
  }

  override field(name: string): Result {
    if (!hasOwn(this.#object, name)) return new EvaluationError(`no such key: ${name}`);
    return this.#fields.get(name, this.#options.fields.findField(this.type.name, name) ?? DYN);
  }

  override hasField(name: string): Result {
    return hasOwn(this.#object, name);
  }

  override isZero(): boolean {
    return Object.keys(this.#object).length === 0;
  }

  override toJson(): unknown {
    return this.#object;
  }

  equals(other: Value, meter: Meter): boolean {
    if (!(other instanceof JsonMessage) || other.type.name !== this.type.name) return false;
    meter.work(Object.keys(this.#object).length);
    return equalJson(this.#object, other.#object);
  }
}
