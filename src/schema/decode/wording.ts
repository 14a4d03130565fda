/** What is said of a value that does not fit its place. */
import type { Schema } from '../schema.ts';
import { goType } from './go-type.ts';
import { describeNumber, kindOf } from './go-words.ts';

export interface Wording {
  /** @param place where the value stands, asked for where that is told */
  mismatch(value: unknown, schema: Schema, place: () => string): string;
  badBase64(why: string): string;
}

/** As Go's JSON decoder says it. */
export const DECODER_WORDING: Wording = {
  mismatch(value, schema, place) {
    const isInteger = schema.kind === 'integer' || schema.kind === 'int-or-string';
    const what = isInteger ? describeNumber(value) : kindOf(value);
    return `json: cannot unmarshal ${what} into ${place()} of type ${unmarshaledType(schema) ?? goType(schema)}`;
  },
  badBase64: (why) => why,
};

/** As apimachinery says it where what a strategic merge made becomes an object of its kind. */
export const CONVERTER_WORDING: Wording = {
  mismatch(value, schema) {
    const found = reflectedKind(value);
    if (schema.kind === 'object') return `cannot restore struct from: ${found}`;
    if (schema.kind === 'map') return `cannot restore map from ${found}`;
    if (schema.kind === 'list' || isBytes(schema)) return `cannot restore slice from ${found}`;
    const type = unmarshaledType(schema);
    if (type !== undefined) return DECODER_WORDING.mismatch(value, schema, () => 'Go value');
    // Go converts between kinds of numbers, and integers to text: for these it says otherwise what it will not do.
    const isConvertible = schema.kind === 'string' ? found === 'int64' : isNumber(schema) && isNumeric(found);
    return isConvertible ? `cannot convert ${found} to ${goType(schema)}` : `unrecognized type: ${goType(schema)}`;
  },
  badBase64: (why) => `error decoding from json: ${why}`,
};

/** What types that read JSON by themselves take it for. */
function unmarshaledType(schema: Schema): string | undefined {
  if (schema.kind === 'int-or-string') return 'int32';
  const isTime = schema.kind === 'string' && schema.format !== undefined && !isBytes(schema);
  return isTime ? 'string' : undefined;
}

function isBytes(schema: Schema): boolean {
  return schema.kind === 'string' && schema.format === 'byte';
}

function isNumber({ kind }: Schema): boolean {
  return kind === 'integer' || kind === 'number';
}

function isNumeric(kind: string): boolean {
  return kind === 'int64' || kind === 'float64';
}

/** The reflect.Kind of free-form JSON in Go. */
function reflectedKind(value: unknown): string {
  const kind = kindOf(value);
  if (kind === 'object') return 'map';
  if (kind === 'array') return 'slice';
  if (kind !== 'number') return kind;
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64';
}
