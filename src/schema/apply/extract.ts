/** The fields that an object names (structured-merge-diff's ToFieldSet): what a manager who applies it owns. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';
import { type FieldSet, FieldSetBuilder, LEAF } from './field-set.ts';
import { elementOf } from './list-element.ts';
import { fieldElement } from './path-element.ts';
import { isAssociative, isDeclared, isGranularMap, memberSchema } from './shape.ts';

/** @throws TypedError for list items that have no key */
export function fieldsOf(object: JsonObject, schema: ObjectSchema): FieldSet {
  return mapFields(object, schema);
}

/** Whether the value's own path is in the set is for its container to say, except for what is owned as one. */
function valueFields(value: unknown, schema: Schema): FieldSetBuilder | typeof LEAF {
  if (isGranularMap(schema) && isJsonObject(value)) return mapFields(value, schema);
  if (isAssociative(schema) && Array.isArray(value)) return listFields(value, schema);
  return LEAF;
}

function mapFields(object: JsonObject, schema: ObjectSchema | MapSchema): FieldSetBuilder {
  const set = new FieldSetBuilder();
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const fields = valueFields(value, memberSchema(schema, key));
    const isOwned = !isDeclared(schema, key) || (isJsonObject(value) && Object.keys(value).length === 0);
    set.attach(fieldElement(key), isOwned ? owned(fields) : fields);
  }
  return set;
}

/** Items that share a key are owned together, as one. */
function listFields(items: readonly unknown[], schema: ListSchema): FieldSetBuilder {
  const set = new FieldSetBuilder();
  const seen = new Set<string>();
  for (const item of items) {
    const element = elementOf(schema, item);
    set.attach(element, seen.has(element) ? LEAF : owned(valueFields(item, schema.items)));
    seen.add(element);
  }
  return set;
}

function owned(fields: FieldSetBuilder | typeof LEAF): FieldSet {
  if (fields instanceof FieldSetBuilder) fields.owned = true;
  return fields;
}
