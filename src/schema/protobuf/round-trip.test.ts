/** Every field of every message, written as Go writes it, is read back as it was. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../api/json.ts';
import type { JsonObject } from '../../api/object.ts';
import type { ObjectSchema, ScalarSchema, Schema } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { DEFINITION_NAMES } from '../tables/definitions.ts';
import { decodeProtobuf } from './decode.ts';
import type { MessageField } from './field-table.ts';
import { MESSAGES } from './fields/index.ts';
import { type Message, messageOf } from './messages.ts';
import { encodeProtobuf } from './testing/encode.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => value.replaceAll('\0', ''));
const year = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };
const seconds = fc.date(year).map((date) => date.toISOString().slice(0, 19));
const micros = fc.integer({ min: 0, max: 999_999 }).map((value) => String(value).padStart(6, '0'));
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const int64 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

const anyKey = fc.oneof(text, fc.constant('__proto__'));

function anyScalar({ kind, format }: ScalarSchema): fc.Arbitrary<unknown> {
  if (kind === 'boolean') return fc.boolean();
  if (kind === 'number') return double;
  if (kind === 'integer') return format === 'int32' ? fc.integer() : int64;
  if (format === 'byte') return fc.uint8Array({ maxLength: 8 }).map((value) => Buffer.from(value).toString('base64'));
  if (format === 'date-time') return seconds.map((value) => `${value}Z`);
  return format === 'micro-time' ? fc.tuple(seconds, micros).map(([at, part]) => `${at}.${part}Z`) : text;
}

/** Null is absence, as it is of every pointer in Go. */
const anyJson = fc
  .json()
  .map((value) => parseJson(Buffer.from(value)))
  .filter((value) => value !== null);
const JSON_DEFINITION = /\.(RawExtension|FieldsV1|JSON)$/;

/** Structs are empty: each is tested on its own. Undefined for JSON of several forms, which has tests of its own. */
function anyValue(schema: Schema): fc.Arbitrary<unknown> | undefined {
  switch (schema.kind) {
    case 'object':
      return fc.constant({});
    case 'list': {
      const items = anyValue(schema.items);
      return items && fc.array(items, { minLength: 1, maxLength: 3 });
    }
    case 'map': {
      const values = anyValue(schema.values);
      return values && fc.dictionary(anyKey, values, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
    }
    case 'any':
      return JSON_DEFINITION.test(schema.definition!) ? anyJson : undefined;
    case 'quantity':
      return fc.nat().map(String);
    case 'int-or-string':
      return fc.oneof(fc.integer(), text);
    default:
      return anyScalar(schema);
  }
}

/** @returns objects as JSON has them: without what is absent when it is zero */
function anyObject(schema: ObjectSchema): fc.Arbitrary<JsonObject> {
  const arbitraries = fieldsOf(messageOf(schema.name)).flatMap(({ name, omitsZero }) => {
    const value = anyValue(schema.fields.get(name)!.schema);
    return value ? [[name, omitsZero ? value.filter((found) => !isZero(found)) : value] as const] : [];
  });
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [], noNullPrototype: true });
}

function fieldsOf(message: Message): Extract<MessageField, { kind: 'field' }>[] {
  return [...message.fields.values()].flatMap((field) =>
    field.kind === 'field' ? [field] : fieldsOf(message.embedded(field.message)),
  );
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

const RUNS_OF_EACH = 5;

it('every field of every message is read as it was written', () => {
  for (const model of DEFINITION_NAMES.keys()) {
    const schema = schemaOf(model);
    if (!hasMessage(schema)) continue;
    const property = fc.property(anyObject(schema), (object) => {
      assert.deepEqual(decodeProtobuf(encodeProtobuf(object, schema), schema), object);
    });
    fc.assert(property, { numRuns: RUNS_OF_EACH });
  }
});

function hasMessage({ name, typeName }: ObjectSchema): boolean {
  return Object.hasOwn(MESSAGES[name.slice(0, name.lastIndexOf('.'))] ?? {}, typeName);
}
