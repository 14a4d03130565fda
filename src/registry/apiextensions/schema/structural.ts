/**
 * Structural schemas: every field's type is said outside of allOf, anyOf, oneOf and not, which may only narrow its
 * values. Pruning, defaulting and server-side apply rest on it.
 */
import { type FieldError, type FieldPath, forbiddenField, required } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { innerSchemas, type Place } from './walk.ts';

const TYPE_REQUIRED: Readonly<Record<Exclude<Place, 'junctor'>, string>> = {
  property: 'must not be empty for specified object fields',
  items: 'must not be empty for specified array items',
  additionalProperties: 'must not be empty for specified object fields',
};

const FORBIDDEN_IN_JUNCTORS = [
  'additionalProperties',
  'type',
  'nullable',
  'title',
  'description',
  'default',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
] as const;

export function validateStructure(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!schema.type) errors.push(required(path.child('type'), 'must not be empty at the root'));
  else if (schema.type !== 'object') errors.push(forbiddenField(path.child('type'), 'must be object at the root'));
  return [...errors, ...validateMetadata(schema, path), ...validateInside(schema, path)];
}

const SET_BY_CLIENTS = ['name', 'generateName'];

/** The metadata of every object is the same: a schema may only narrow its names. */
function validateMetadata({ properties = {} }: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const metadata: V1JSONSchemaProps = properties.metadata ?? {};
  const { properties: named = {}, description: _text, type: _object, ...others } = metadata;
  const free = Object.keys(others).length === 0 && Object.keys(named).every((name) => SET_BY_CLIENTS.includes(name));
  if (free) return [];
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [forbiddenField(path.child('properties').key('metadata'), detail)];
}

function validateInside(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.type === 'array' && schema.items === undefined) {
    errors.push(required(path.child('items'), 'must be specified'));
  }
  for (const inner of innerSchemas(schema, path)) {
    if (inner.place === 'junctor') {
      const mayNameTypes = schema['x-kubernetes-int-or-string'] === true;
      errors.push(...validateJunctor(inner.schema, mayNameTypes, inner.path));
      continue;
    }
    if (!hasType(inner.schema)) errors.push(required(inner.path.child('type'), TYPE_REQUIRED[inner.place]));
    errors.push(...validateInside(inner.schema, inner.path));
  }
  return errors;
}

function hasType(schema: V1JSONSchemaProps): boolean {
  return Boolean(schema.type || schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']);
}

/** @param mayNameTypes inside of an int-or-string, `anyOf: [{type: integer}, {type: string}]` is how it is written */
function validateJunctor(schema: V1JSONSchemaProps, mayNameTypes: boolean, path: FieldPath): FieldError[] {
  const errors = FORBIDDEN_IN_JUNCTORS.filter(
    (keyword) => schema[keyword] && !(keyword === 'type' && mayNameTypes),
  ).map((keyword) => forbiddenField(path.child(keyword), 'must be empty to be structural'));
  for (const inner of innerSchemas(schema, path)) {
    errors.push(...validateJunctor(inner.schema, mayNameTypes && inner.place === 'junctor', inner.path));
  }
  return errors;
}
