/** The schemas inside a schema. */
import type { FieldPath } from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

/** How a schema stands in the one around it. */
export type Place = 'property' | 'items' | 'additionalProperties' | 'junctor';

export interface Inner {
  readonly schema: V1JSONSchemaProps;
  readonly path: FieldPath;
  readonly place: Place;
  /** Of the property. */
  readonly name?: string;
}

export function* innerSchemas(schema: V1JSONSchemaProps, path: FieldPath): Iterable<Inner> {
  if (isJsonObject(schema.additionalProperties)) {
    yield {
      schema: schema.additionalProperties,
      path: path.child('additionalProperties'),
      place: 'additionalProperties',
    };
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield { schema: property, path: path.child('properties').key(name), place: 'property', name };
  }
  if (schema.not) yield { schema: schema.not, path: path.child('not'), place: 'junctor' };
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [position, one] of (schema[junctor] ?? []).entries()) {
      yield { schema: one, path: path.child(junctor).index(position), place: 'junctor' };
    }
  }
  yield* innerItems(schema.items, path.child('items'));
}

/** One schema for all items, or, which no definition may have, one for each. */
function* innerItems(items: unknown, path: FieldPath): Iterable<Inner> {
  if (isJsonObject(items)) yield { schema: items, path, place: 'items' };
  if (!Array.isArray(items)) return;
  for (const [position, one] of items.entries()) {
    if (isJsonObject(one)) yield { schema: one, path: path.index(position), place: 'items' };
  }
}
