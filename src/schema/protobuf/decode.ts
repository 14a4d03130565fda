/** Protobuf messages of the built-in kinds into the JSON that Go would write of them. */
import { JsonError, MAX_JSON_DEPTH, MAX_JSON_VALUES, parseJsonDocument, refuseTooManyValues } from '../../api/json.ts';
import type { JsonObject } from '../../api/object.ts';
import { setOwn } from '../../util/json-value.ts';
import type { AnySchema, ListSchema, MapSchema, ObjectSchema, ScalarSchema, Schema } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import type { MessageField } from './field-table.ts';
import { fixedFields, textOf } from './fixed-fields.ts';
import { type FreeFormParts, readFreeForm } from './free-form.ts';
import { readIntOrString, readQuantity, readScalar, wireTypeOf } from './leaves.ts';
import { type Message, messageOf } from './messages.ts';
import { EMPTY, readFields, readPacked, WireError, type WireField, type WireType } from './wire.ts';

/**
 * One message, as JSON sent by the same client would read after parsing: `decodeValue` makes it the schema's.
 * @param bytes without the envelope
 * @throws WireError if the bytes are no such message or hold a field that this version does not know; StatusError 413 for
 *   too many values
 */
export function decodeProtobuf(bytes: Buffer, schema: ObjectSchema, maxValues = MAX_JSON_VALUES): JsonObject {
  return new MessageDecoder(maxValues).struct(schema, bytes);
}

type FieldValue = WireField['value'];
type NamedField = Extract<MessageField, { kind: 'field' }>;

class MessageDecoder {
  /** Values and nested containers of the JSON: bounded as in a body of JSON. */
  #values = 0;
  #depth = 0;
  readonly #maxValues: number;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  struct(schema: ObjectSchema, bytes: Buffer): JsonObject {
    const object: JsonObject = {};
    this.#depth += CONTAINERS_OF_MESSAGE;
    this.#refuseDepth(0);
    this.#fill(object, schema, messageOf(schema.name), bytes);
    this.#depth -= CONTAINERS_OF_MESSAGE;
    return object;
  }

  #fill(object: JsonObject, schema: ObjectSchema, message: Message, bytes: Buffer): void {
    for (const wire of readFields(bytes)) {
      const field = message.fields.get(wire.number);
      if (!field) refuseUnlessZero(wire, message);
      else if (field.kind === 'field') this.#set(object, schema, field, wire);
      else this.#fill(object, schema, message.embedded(field.message), expect(wire, 'bytes', field.message) as Buffer);
    }
  }

  #set(object: JsonObject, owner: ObjectSchema, field: NamedField, wire: WireField): void {
    const { name } = field;
    const { schema } = owner.fields.get(name)!;
    if (schema.kind === 'list') this.#append(heldIn(object, name, []), schema, wire, name);
    else if (schema.kind === 'map') this.#putEntry(heldIn(object, name, {}), schema, expect(wire, 'bytes', name));
    else this.#setOnce(object, schema, field, wire);
  }

  #setOnce(object: JsonObject, schema: Schema, { name, omitsZero }: NamedField, wire: WireField): void {
    // Go would merge two messages, and take the last of two scalars: no encoder writes either.
    if (Object.hasOwn(object, name)) throw new WireError(`proto: field ${name} is repeated`);
    const value = this.#value(schema, expect(wire, wireTypeOfSchema(schema), name));
    if (value !== undefined && !(omitsZero && isZero(value))) object[name] = this.#counted(value);
  }

  #append(list: unknown[], { items }: ListSchema, wire: WireField, name: string): void {
    const type = wireTypeOfSchema(items);
    const isPacked = type === 'varint' && wire.type === 'bytes';
    const values = isPacked ? readPacked(wire.value) : [expect(wire, type, name)];
    for (const value of values) list.push(this.#counted(this.#value(items, value) ?? null));
  }

  /** An entry is a message of key and value; Go leaves out values that are empty bytes. */
  #putEntry(map: JsonObject, { values }: MapSchema, entry: FieldValue): void {
    const type = wireTypeOfSchema(values);
    const [key = EMPTY, value = ZERO[type]] = fixedFields(entry as Buffer, ['bytes', type]);
    setOwn(map, textOf(key), this.#counted(this.#value(values, value) ?? null));
  }

  #counted<T>(value: T): T {
    refuseTooManyValues(++this.#values, this.#maxValues);
    return value;
  }

  #value(schema: Schema, value: FieldValue): unknown {
    switch (schema.kind) {
      case 'object':
        return this.struct(schema, value as Buffer);
      case 'list':
        return this.#wrappedList(schema, value as Buffer);
      case 'any':
        return this.#freeForm(schema, value as Buffer);
      case 'quantity':
        return readQuantity(value as Buffer);
      case 'int-or-string':
        return readIntOrString(value as Buffer);
      default:
        return readScalar(schema as ScalarSchema, value);
    }
  }

  /** A list in a map is a message of one repeated field, `items`. */
  #wrappedList(schema: ListSchema, bytes: Buffer): unknown[] {
    const list: unknown[] = [];
    for (const wire of readFields(bytes)) this.#append(list, schema, wire, 'items');
    return list;
  }

  #freeForm({ definition }: AnySchema, bytes: Buffer): unknown {
    const parts: FreeFormParts = {
      jsonSchema: (inner) => this.#counted(this.struct(schemaOf('V1JSONSchemaProps'), inner)),
      text: (inner) => this.#counted(textOf(inner)),
      json: (text) => this.#json(text),
    };
    return readFreeForm(definition!, bytes, parts);
  }

  #json(bytes: Buffer): unknown {
    try {
      const { value, scan } = parseJsonDocument(bytes, this.#maxValues);
      this.#values += scan.values;
      this.#refuseDepth(scan.depth);
      return value;
    } catch (error) {
      throw error instanceof JsonError ? new WireError(error.message) : error;
    }
  }

  /** @param inside how many containers are in the one at hand */
  #refuseDepth(inside: number): void {
    if (this.#depth + inside > MAX_JSON_DEPTH) throw new WireError('exceeded max depth');
  }
}

/** The object itself, and the list or map that may hold it. */
const CONTAINERS_OF_MESSAGE = 2;

const ZERO: Readonly<Record<WireType, FieldValue>> = {
  varint: 0n,
  fixed64: Buffer.alloc(8),
  bytes: EMPTY,
  fixed32: Buffer.alloc(4),
};

function wireTypeOfSchema(schema: Schema): WireType {
  switch (schema.kind) {
    case 'string':
    case 'boolean':
    case 'integer':
    case 'number':
      return wireTypeOf(schema);
    default:
      return 'bytes';
  }
}

/** The list or map of a field, made when its first item comes. */
function heldIn<T extends object>(object: JsonObject, name: string, empty: T): T {
  const held = (object[name] ?? empty) as T;
  object[name] = held;
  return held;
}

function expect(wire: WireField, type: WireType, name: string): FieldValue {
  if (wire.type === type) return wire.value;
  throw new WireError(`proto: wrong wireType = ${wire.type} for field ${name}`);
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

/**
 * Threat: what is passed over is lost in silence, a field that narrows an access rule as well. Clients of other
 * versions write zero scalars all the same: those say nothing.
 */
function refuseUnlessZero(wire: WireField, { typeName }: Message): void {
  const isEmpty = wire.type === 'varint' ? wire.value === 0n : wire.value.length === 0;
  if (!isEmpty) throw new WireError(`proto: ${typeName}: unknown field ${wire.number}`);
}
