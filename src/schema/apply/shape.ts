/** How field management sees a schema: what is owned as one value, and what is owned piece by piece. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { AnySchema, ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';

const UNDECLARED: AnySchema = { kind: 'any', definition: '' };

/** Structs and maps whose members have owners of their own. */
export function isGranularMap(schema: Schema): schema is ObjectSchema | MapSchema {
  return (schema.kind === 'object' || schema.kind === 'map') && schema.mapType === 'granular';
}

/** Sets and lists with keys. */
export function isAssociative(schema: Schema): schema is ListSchema {
  return schema.kind === 'list' && schema.listType !== 'atomic';
}

/** What a member that no schema knows is taken for: one value. */
export function memberSchema(schema: ObjectSchema | MapSchema, key: string): Schema {
  return schema.kind === 'map' ? schema.values : (schema.fields.get(key)?.schema ?? UNDECLARED);
}

export function isDeclared(schema: ObjectSchema | MapSchema, key: string): boolean {
  return schema.kind === 'object' && schema.fields.has(key);
}

/** Absent and null count as a map without members. */
export function membersOf(value: unknown): JsonObject | undefined {
  return value === undefined || value === null ? {} : isJsonObject(value) ? value : undefined;
}

/** Absent and null count as a list without items. */
export function itemsOf(value: unknown): unknown[] | undefined {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : undefined;
}
