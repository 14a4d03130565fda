/** Turns parsed JSON into the value that a schema describes, as Go decodes JSON into kube-apiserver's types. */
import { encodeJson, NumberLiteral } from '../../api/json.ts';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { QuantityError } from '../../api/quantity.ts';
import type { FieldSchema, ListSchema, MapSchema, ObjectSchema, ScalarSchema, Schema } from '../schema.ts';
import { Base64Error, canonicalBase64 } from './base64.ts';
import { canonicalQuantity } from './canonical-quantity.ts';
import { goPlace, numberText } from './go-words.ts';
import { StrictErrors } from './strict-errors.ts';
import { canonicalMicroTime, canonicalTime, TimeError } from './time.ts';
import { DECODER_WORDING, type Wording } from './wording.ts';

/** The value does not fit the schema; the message is Go's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Decodes one value, once. Takes the value over: maps and free-form values become part of the result.
 *
 * Null stands for absent in structs and for the zero value in lists and maps. A mismatch does not stop decoding, but
 * the first one is thrown in the end; what Go's own unmarshalers refuse (quantities, times) stops at once.
 */
export class ValueDecoder {
  readonly strictErrors = new StrictErrors();
  /** Keys met, in structs, maps and free-form values: fewer than the text has when it repeats some. */
  keys = 0;
  #items = 0;
  readonly #root: Schema;
  readonly #keepEmpty: boolean;
  readonly #wording: Wording;
  #fault: string | undefined;
  /** From the root to the value at hand. */
  readonly #path: (string | number)[] = [];

  /** @param keepEmpty leaves empty lists and maps and zero scalars in every field: an applied configuration owns them */
  constructor(root: Schema, keepEmpty = false, wording = DECODER_WORDING) {
    this.#root = root;
    this.#keepEmpty = keepEmpty;
    this.#wording = wording;
  }

  /** How many values the one that was decoded holds, at any depth. */
  get values(): number {
    return this.keys + this.#items;
  }

  /** @throws DecodeError if the value does not fit */
  decode(value: unknown): unknown {
    const decoded = this.#decode(this.#root, value);
    this.#finish();
    return decoded;
  }

  /**
   * As `decode`, of a struct.
   * @param into gets the fields, after those it has: an object may ask for an order of its own
   */
  decodeInto(schema: ObjectSchema, value: JsonObject, into: JsonObject): void {
    this.#decodeStruct(schema, value, into);
    this.#finish();
  }

  #finish(): void {
    if (this.#fault !== undefined) throw new DecodeError(this.#fault);
  }

  /** @returns undefined for what leaves its place empty */
  #decode(schema: Schema, value: unknown): unknown {
    switch (schema.kind) {
      case 'object':
        return this.#decodeStruct(schema, value, {});
      case 'list':
        return this.#decodeList(schema, value);
      case 'map':
        return this.#decodeMap(schema, value);
      case 'any':
        return this.#decodeAny(value);
      case 'quantity':
        return this.#decodeQuantity(value);
      case 'int-or-string':
        return typeof value === 'string' ? value : this.#decodeInt32(schema, value);
      default:
        return this.#decodeScalar(schema, value);
    }
  }

  #decodeStruct(schema: ObjectSchema, value: unknown, into: JsonObject): JsonObject | undefined {
    if (!isObject(value)) return this.#mismatch(value, schema);
    const { fields } = schema;
    for (const key of Object.keys(value)) {
      this.keys++;
      const field = fields.get(key);
      const item = value[key];
      if (field === undefined) this.#passOver(key, item);
      else if (typeof item === 'string' && item !== '' && isText(field.schema)) into[key] = item;
      else if (item !== null) this.#decodeField(field, key, item, into);
    }
    return into;
  }

  #decodeField(field: FieldSchema, key: string, value: unknown, into: JsonObject): void {
    this.#path.push(key);
    const decoded = this.#decode(field.schema, value);
    this.#path.pop();
    if (decoded === undefined) return;
    if (!this.#keepEmpty && !field.keepsEmpty && isEmpty(field.schema, decoded)) return;
    into[key] = decoded;
  }

  #passOver(key: string, value: unknown): void {
    this.#path.push(key);
    this.strictErrors.unknownField(this.#path);
    this.#path.pop();
    this.#decodeAny(value);
  }

  #decodeList(schema: ListSchema, value: unknown): unknown[] | undefined {
    if (!Array.isArray(value)) return this.#mismatch(value, schema);
    this.#items += value.length;
    const at = this.#path.push(0) - 1;
    for (let index = 0; index < value.length; index++) {
      this.#path[at] = index;
      const item = value[index];
      value[index] = item === null ? zeroOf(schema.items) : this.#decode(schema.items, item);
    }
    this.#path.pop();
    return value;
  }

  #decodeMap(schema: MapSchema, value: unknown): JsonObject | undefined {
    if (!isObject(value)) return this.#mismatch(value, schema);
    const isTextMap = isText(schema.values);
    for (const key of Object.keys(value)) {
      this.keys++;
      const item = value[key];
      if (!isTextMap || typeof item !== 'string') this.#decodeEntry(schema.values, value, key, item);
    }
    return value;
  }

  #decodeEntry(schema: Schema, map: JsonObject, key: string, item: unknown): void {
    this.#path.push(key);
    const decoded = item === null ? zeroOf(schema) : this.#decode(schema, item);
    this.#path.pop();
    // The key is an own property already, even `__proto__`: this sets that property.
    if (decoded !== item) map[key] = decoded;
  }

  #decodeAny(value: unknown): unknown {
    if (value instanceof NumberLiteral) return Number(value.text);
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value);
    if (Array.isArray(value)) this.#items += keys.length;
    else this.keys += keys.length;
    for (const key of keys) {
      const item = (value as JsonObject)[key];
      if (typeof item === 'object' && item !== null) (value as JsonObject)[key] = this.#decodeAny(item);
    }
    return value;
  }

  #decodeScalar(schema: ScalarSchema, value: unknown): unknown {
    switch (schema.kind) {
      case 'string':
        return schema.format ? this.#decodeFormatted(schema, value) : this.#expect('string', schema, value);
      case 'boolean':
        return this.#expect('boolean', schema, value);
      case 'integer':
        return this.#decodeInteger(schema, value);
      case 'number':
        return this.#decodeDouble(schema, value);
    }
  }

  #expect(type: 'string' | 'boolean', schema: Schema, value: unknown): unknown {
    return typeof value === type ? value : this.#mismatch(value, schema);
  }

  #decodeDouble(schema: ScalarSchema, value: unknown): unknown {
    const text = numberText(value);
    return text === undefined ? this.#mismatch(value, schema) : Number(text);
  }

  #decodeInteger(schema: ScalarSchema, value: unknown): number | bigint | undefined {
    if (typeof value === 'number' && Number.isInteger(value)) {
      const fits = schema.format === 'int32' ? value >= INT32_MIN && value <= INT32_MAX : Number.isSafeInteger(value);
      if (fits) return value;
    }
    if (typeof value === 'bigint' && schema.format !== 'int32' && value >= INT64_MIN && value <= INT64_MAX)
      return value;
    return this.#mismatch(value, schema);
  }

  #decodeFormatted(schema: ScalarSchema, value: unknown): string | undefined {
    if (schema.format === 'byte') return this.#decodeBytes(schema, value);
    if (typeof value !== 'string') throw new DecodeError(this.#mismatchText(value, schema));
    try {
      return schema.format === 'micro-time' ? canonicalMicroTime(value) : canonicalTime(value);
    } catch (error) {
      throw error instanceof TimeError ? new DecodeError(error.message) : error;
    }
  }

  #decodeBytes(schema: ScalarSchema, value: unknown): string | undefined {
    if (typeof value !== 'string') return this.#mismatch(value, schema);
    try {
      return canonicalBase64(value);
    } catch (error) {
      if (!(error instanceof Base64Error)) throw error;
      this.#fault ??= this.#wording.badBase64(error.message);
      return undefined;
    }
  }

  #decodeQuantity(value: unknown): string {
    const text = typeof value === 'string' ? value.trim() : (numberText(value) ?? encodeJson(value));
    try {
      return canonicalQuantity(text);
    } catch (error) {
      throw error instanceof QuantityError ? new DecodeError(error.message) : error;
    }
  }

  #decodeInt32(schema: Schema, value: unknown): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX) return value;
    throw new DecodeError(this.#mismatchText(value, schema));
  }

  #mismatch(value: unknown, schema: Schema): undefined {
    this.#fault ??= this.#mismatchText(value, schema);
  }

  #mismatchText(value: unknown, schema: Schema): string {
    return this.#wording.mismatch(value, schema, () => goPlace(this.#root, this.#path));
  }
}

/** A string that is taken as it is. */
function isText(schema: Schema): boolean {
  return schema.kind === 'string' && schema.format === undefined;
}

function isObject(value: unknown): value is JsonObject {
  return isJsonObject(value) && !(value instanceof NumberLiteral);
}

function isEmpty(schema: Schema, value: unknown): boolean {
  if (schema.kind === 'list') return (value as unknown[]).length === 0;
  if (schema.kind === 'map') return Object.keys(value as object).length === 0;
  return value === '' || value === 0 || value === false;
}

/** What null is in a list or a map: Go leaves the new item as it is made. */
function zeroOf(schema: Schema): unknown {
  switch (schema.kind) {
    case 'object':
      return {};
    case 'quantity':
      return '0';
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      // No bytes are told as empty ones once they were stored.
      return schema.format && schema.format !== 'byte' ? null : '';
    default:
      return null;
  }
}
