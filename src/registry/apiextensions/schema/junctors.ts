/** allOf, anyOf, oneOf and not of a structural schema: they narrow values, and say nothing that pruning needs. */
import { type FieldError, type FieldPath, forbiddenField } from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';

const FORBIDDEN = [
  'additionalProperties',
  'default',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
] as const satisfies (keyof V1JSONSchemaProps)[];

/** These may be there, and say nothing. */
const FORBIDDEN_UNLESS_EMPTY = {
  type: 'empty',
  title: 'empty',
  description: 'empty',
  nullable: 'false',
  'x-kubernetes-preserve-unknown-fields': 'false',
  'x-kubernetes-embedded-resource': 'false',
  'x-kubernetes-int-or-string': 'false',
  'x-kubernetes-list-map-keys': 'empty',
  'x-kubernetes-validations': 'empty',
} as const satisfies Partial<Record<keyof V1JSONSchemaProps, string>>;

/** How numbers in words are written: the one place where a junctor may name types. */
const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];

/** The junctors of a schema that is not in a junctor itself. */
export function validateJunctors(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const isEither = deepEqual(schema.anyOf, INT_OR_STRING);
  const first = schema.allOf?.[0];
  return validateValues(schema, path, isEither, first !== undefined && deepEqual(first.anyOf, INT_OR_STRING));
}

/**
 * @param anyOfNamesTypes and may
 * @param firstNamesTypes the anyOf of the first allOf does, and may
 */
function validateValues(
  schema: V1JSONSchemaProps,
  path: FieldPath,
  anyOfNamesTypes: boolean,
  firstNamesTypes: boolean,
): FieldError[] {
  const { allOf = [], anyOf = [], not, oneOf = [] } = schema;
  const each = (list: readonly V1JSONSchemaProps[], name: string) =>
    list.flatMap((inner, i) =>
      validateNested(inner, path.child(name).index(i), firstNamesTypes && name === 'allOf' && i === 0),
    );
  return [
    ...(anyOfNamesTypes ? [] : each(anyOf, 'anyOf')),
    ...each(allOf, 'allOf'),
    ...each(oneOf, 'oneOf'),
    ...(not ? validateNested(not, path.child('not')) : []),
  ];
}

function validateNested(schema: V1JSONSchemaProps, path: FieldPath, anyOfNamesTypes = false): FieldError[] {
  const { items, properties = {} } = schema;
  const errors = validateValues(schema, path, anyOfNamesTypes, false);
  if (isJsonObject(items)) errors.push(...validateNested(items, path.child('items')));
  for (const [name, property] of Object.entries(properties)) {
    errors.push(...validateNested(property, path.child('properties').key(name)));
  }
  errors.push(...validateKeywords(schema, path));
  if (properties.metadata) {
    errors.push(forbiddenField(path.child('properties').key('metadata'), 'must not be specified in a nested context'));
  }
  return errors;
}

function validateKeywords(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const keyword of FORBIDDEN) {
    // To have none is what every structural schema says anyway.
    if (schema[keyword] === undefined || (keyword === 'additionalProperties' && schema[keyword] === false)) continue;
    errors.push(forbiddenField(path.child(keyword), 'must be undefined to be structural'));
  }
  for (const [keyword, empty] of Object.entries(FORBIDDEN_UNLESS_EMPTY)) {
    const value = schema[keyword as keyof typeof FORBIDDEN_UNLESS_EMPTY];
    if (!value || (Array.isArray(value) && value.length === 0)) continue;
    errors.push(forbiddenField(path.child(keyword), `must be ${empty} to be structural`));
  }
  return errors;
}
