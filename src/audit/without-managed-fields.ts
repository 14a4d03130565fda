import { isJsonObject } from '../api/object.ts';

/** An object, or a list's objects, without what says who owns which of their fields. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  if (Array.isArray(value.items)) return { ...value, items: value.items.map(withoutManagedFields) };
  if (!isJsonObject(value.metadata) || value.metadata.managedFields === undefined) return value;
  const { managedFields: _, ...metadata } = value.metadata;
  return { ...value, metadata };
}
