/** The schemas inside a schema that have rules, and what rules need to know of where they stand. */
import type { FieldPath } from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

export interface RuledSchema {
  readonly schema: V1JSONSchemaProps;
  /** Of the rules. */
  readonly path: FieldPath;
  /** The root, or an object inside. */
  readonly isObject: boolean;
  /** How many values of it one object may hold; undefined: as many as there is room for. */
  readonly most: number | undefined;
  /** The outermost list whose items cannot be found again in an older object; undefined if there is none. */
  readonly uncorrelated: FieldPath | undefined;
}

type Place = Pick<RuledSchema, 'most' | 'uncorrelated'>;

const ROOT: Place = { most: 1, uncorrelated: undefined };

/** Those inside come first. */
export function* ruledSchemas(
  schema: V1JSONSchemaProps,
  path: FieldPath,
  place: Place = ROOT,
  isRoot = true,
): Iterable<RuledSchema> {
  const { additionalProperties, items, properties = {} } = schema;
  const inside = { ...place, most: product(place.most, mostInside(schema)) };
  if (isJsonObject(additionalProperties)) {
    yield* ruledSchemas(additionalProperties, path.child('additionalProperties'), inside, false);
  }
  for (const [name, property] of Object.entries(properties)) {
    yield* ruledSchemas(property, path.child('properties').key(name), inside, false);
  }
  if (isJsonObject(items)) {
    const isLost = schema['x-kubernetes-list-type'] !== 'map';
    const uncorrelated = place.uncorrelated ?? (isLost ? path : undefined);
    yield* ruledSchemas(items, path.child('items'), { ...inside, uncorrelated }, false);
  }
  if (!schema['x-kubernetes-validations']?.length) return;
  const isObject = isRoot || Boolean(schema['x-kubernetes-embedded-resource']);
  yield { schema, path: path.child('x-kubernetes-validations'), isObject, ...place };
}

function mostInside({ additionalProperties, maxItems, maxProperties, type }: V1JSONSchemaProps): number | undefined {
  const isMap = type === 'object' && additionalProperties !== undefined;
  if (!isMap && type !== 'array') return 1;
  const most = isMap ? maxProperties : maxItems;
  return most === undefined ? undefined : Math.max(most, 0);
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}
