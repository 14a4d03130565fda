import { isJsonObject, type JsonObject } from '../api/object.ts';

/** An object, or the objects of a list or a table, without what says who owns which of their fields. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const bare = withoutOwn(value);
  if (Array.isArray(value.items)) return { ...bare, items: value.items.map(withoutManagedFields) };
  if (Array.isArray(value.rows)) return { ...bare, rows: value.rows.map(rowWithout) };
  return bare;
}

function withoutOwn(value: JsonObject): JsonObject {
  if (!isJsonObject(value.metadata) || value.metadata.managedFields === undefined) return value;
  const { managedFields: _, ...metadata } = value.metadata;
  return { ...value, metadata };
}

function rowWithout(row: unknown): unknown {
  return isJsonObject(row) ? { ...row, object: withoutManagedFields(row.object) } : row;
}
