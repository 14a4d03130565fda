/** Everything that a value sets, itself included: what is added or removed as a whole. */
import type { ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';
import { type FieldSet, FieldSetBuilder, LEAF } from './field-set.ts';
import { itemsByElement } from './list-element.ts';
import { fieldElement } from './path-element.ts';
import { isAssociative, isGranularMap, itemsOf, memberSchema, membersOf } from './shape.ts';

/** @throws TypedError for list items that have no key */
export function allFields(value: unknown, schema: Schema): FieldSet {
  if (isGranularMap(schema)) return ofMap(value, schema);
  return isAssociative(schema) ? ofList(value, schema) : LEAF;
}

function ofMap(value: unknown, schema: ObjectSchema | MapSchema): FieldSet {
  const members = membersOf(value);
  if (!members) return LEAF;
  const node = owned();
  for (const key of Object.keys(members)) {
    if (members[key] !== undefined) node.attach(fieldElement(key), allFields(members[key], memberSchema(schema, key)));
  }
  return node;
}

/** Items that share a key (lists that are older than their keys) are owned together, as one. */
function ofList(value: unknown, schema: ListSchema): FieldSet {
  const items = itemsOf(value);
  if (!items) return LEAF;
  const node = owned();
  for (const [element, same] of itemsByElement(items, schema)) {
    node.attach(element, same.length > 1 ? LEAF : allFields(same[0], schema.items));
  }
  return node;
}

function owned(): FieldSetBuilder {
  const node = new FieldSetBuilder();
  node.owned = true;
  return node;
}
