/** Taking fields out of an object (structured-merge-diff's RemoveItems). */
import type { JsonObject } from '../../api/object.ts';
import { setOwn } from '../../util/json-value.ts';
import type { ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';
import { EMPTY, type FieldSet, isEmpty } from './field-set.ts';
import { elementOf } from './list-element.ts';
import { fieldElement } from './path-element.ts';
import { isAssociative, isGranularMap, itemsOf, memberSchema, membersOf } from './shape.ts';

/**
 * The object without the fields of the set. What is left without members or items becomes null, as upstream has it: to
 * be absent, its own path must be in the set. The object itself is not changed.
 */
export function removeFields(object: JsonObject, fields: FieldSet, schema: ObjectSchema): JsonObject {
  return isEmpty(fields) ? object : (removeFromMap(object, fields, schema) ?? {});
}

function removeFromValue(value: unknown, fields: FieldSet, schema: Schema): unknown {
  const members = isGranularMap(schema) ? membersOf(value) : undefined;
  if (members) return removeFromMap(members, fields, schema as ObjectSchema | MapSchema);
  const items = isAssociative(schema) ? itemsOf(value) : undefined;
  return items ? removeFromList(items, fields, schema as ListSchema) : null;
}

function removeFromMap(object: JsonObject, fields: FieldSet, schema: ObjectSchema | MapSchema): JsonObject | null {
  const rest: JsonObject = {};
  for (const key of Object.keys(object)) {
    const inner = fields.children.get(fieldElement(key)) ?? EMPTY;
    if (inner.owned) continue;
    setOwn(rest, key, isEmpty(inner) ? object[key] : removeFromValue(object[key], inner, memberSchema(schema, key)));
  }
  return Object.keys(rest).length > 0 ? rest : null;
}

function removeFromList(items: readonly unknown[], fields: FieldSet, schema: ListSchema): unknown[] | null {
  const rest: unknown[] = [];
  for (const item of items) {
    const inner = fields.children.get(elementOf(schema, item)) ?? EMPTY;
    if (!inner.owned) rest.push(isEmpty(inner) ? item : removeFromValue(item, inner, schema.items));
  }
  return rest.length > 0 ? rest : null;
}
