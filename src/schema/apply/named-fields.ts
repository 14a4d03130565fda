import type { Schema } from '../schema.ts';
import type { FieldSet } from './field-set.ts';
import { isAssociative, isGranularMap, memberSchema } from './shape.ts';

/**
 * The set with every struct's field that something below it belongs to (structured-merge-diff's
 * EnsureNamedFieldsAreMembers): managers own leaves, but when the last leaf goes, the field that held it goes too.
 * Entries of maps are not fields: they are owned by themselves.
 */
export function withNamedFields(set: FieldSet, schema: Schema): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, node] of set.children) {
    const inner = schemaBelow(schema, element);
    const rest = inner ? withNamedFields(node, inner) : node;
    const isNamed = schema.kind === 'object' && schema.fields.has(element.slice(2)) && element.startsWith('f:');
    children.set(element, isNamed && !rest.owned ? { owned: true, children: rest.children } : rest);
  }
  return { owned: set.owned, children };
}

function schemaBelow(schema: Schema, element: string): Schema | undefined {
  if (isGranularMap(schema)) return element.startsWith('f:') ? memberSchema(schema, element.slice(2)) : undefined;
  return isAssociative(schema) ? schema.items : undefined;
}
