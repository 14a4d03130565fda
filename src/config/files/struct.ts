/** Schemas of configuration files, written down by hand: their kinds are in no API. */
import type { FieldSchema, ListSchema, MapSchema, ObjectSchema, ScalarSchema, Schema } from '../../schema/schema.ts';

export const TEXT: ScalarSchema = { kind: 'string' };
export const FLAG: ScalarSchema = { kind: 'boolean' };
export const INT32: ScalarSchema = { kind: 'integer', format: 'int32' };
export const INT64: ScalarSchema = { kind: 'integer', format: 'int64' };

/** In Go a pointer: absent is another thing than zero. */
export interface OptionalField {
  readonly optional: Schema;
}

export function optional(schema: Schema): OptionalField {
  return { optional: schema };
}

export function listOf(items: Schema): ListSchema {
  return { kind: 'list', items, listType: 'atomic', mapKeys: [] };
}

export function mapOf(values: Schema): MapSchema {
  return { kind: 'map', values, mapType: 'atomic' };
}

/** @param typeName the Go type's, which messages name */
export function struct(typeName: string, fields: Readonly<Record<string, Schema | OptionalField>>): ObjectSchema {
  return {
    kind: 'object',
    name: typeName,
    typeName,
    mapType: 'granular',
    fields: new Map(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)])),
  };
}

function fieldOf(field: Schema | OptionalField): FieldSchema {
  if ('optional' in field) return { schema: field.optional, required: false, keepsEmpty: true };
  return { schema: field, required: false, keepsEmpty: false };
}

/** The value with Go's zeros where the file says nothing: empty text, false, 0, no items. What is optional stays absent. */
export function withZeros(schema: Schema, value: any): any {
  switch (schema.kind) {
    case 'object':
      return Object.fromEntries(
        [...schema.fields].flatMap(([name, field]) => {
          const given: unknown = value?.[name];
          return given === undefined && field.keepsEmpty ? [] : [[name, withZeros(field.schema, given)]];
        }),
      );
    case 'list':
      return (value ?? []).map((item: unknown) => withZeros(schema.items, item));
    default:
      return value ?? ZEROS.get(schema.kind) ?? '';
  }
}

const ZEROS: ReadonlyMap<Schema['kind'], unknown> = new Map<Schema['kind'], unknown>([
  ['boolean', false],
  ['integer', 0],
  ['map', {}],
]);
