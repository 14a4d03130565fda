/**
 * Structural schemas: every field's type is said outside of allOf, anyOf, oneOf and not, which may only narrow its
 * values. Pruning, defaulting and server-side apply rest on it.
 */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateCompleteness } from './completeness.ts';
import { validateJunctors } from './junctors.ts';
import { validatePatterns } from './patterns.ts';

type Level = 'root' | 'field' | 'item';

const TYPE_REQUIRED: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  item: 'must not be empty for specified array items',
};
const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const INT_OR_STRING = 'x-kubernetes-int-or-string';

/** @returns its errors in the order of their texts */
export function validateStructure(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors = [
    ...validateLevel(schema, 'root', path),
    ...validateCompleteness(schema, path),
    ...validatePatterns(schema, path),
  ];
  return [...toldOf(errors)].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, error]) => error);
}

/** Threat: a name may be as long as the request, and stand in the error of every field inside: sorting reads them all. */
const MOST_TOLD = 2_000_000;

/** What fits of them, the first in any case. */
function* toldOf(errors: readonly FieldError[]): Iterable<readonly [text: string, error: FieldError]> {
  let told = 0;
  for (const error of errors) {
    if (told > MOST_TOLD) return;
    const text = String(error);
    told += text.length;
    yield [text, error];
  }
}

function validateLevel(schema: V1JSONSchemaProps, level: Level, path: FieldPath): FieldError[] {
  const { additionalProperties, items, properties = {}, type } = schema;
  const errors: FieldError[] = [];
  if (type === 'array' && items === undefined) errors.push(required(path.child('items'), 'must be specified'));
  if (isJsonObject(items)) errors.push(...validateLevel(items, 'item', path.child('items')));
  for (const [name, property] of Object.entries(properties)) {
    errors.push(...validateLevel(property, 'field', path.child('properties').key(name)));
  }
  if (additionalProperties !== undefined && level === 'root') {
    errors.push(forbiddenField(path.child('additionalProperties'), 'must not be used at the root'));
  }
  if (isJsonObject(additionalProperties)) {
    errors.push(...validateLevel(additionalProperties, 'field', path.child('additionalProperties')));
  }
  errors.push(...validateType(schema, level, path), ...validateExtensions(schema, path));
  if (level === 'root' || schema[EMBEDDED]) errors.push(...validateMeta(properties, path.child('properties')));
  if (level === 'root' && properties.metadata) {
    errors.push(...validateMetadata(properties.metadata, path.child('properties').key('metadata')));
  }
  return [...errors, ...validateJunctors(schema, path)];
}

function validateType(schema: V1JSONSchemaProps, level: Level, path: FieldPath): FieldError[] {
  const at = path.child('type');
  const { type } = schema;
  if (schema[EMBEDDED] && type !== 'object') return [mustBeObject(type, at)];
  if (level === 'root' && type && type !== 'object') return [invalidValue(at, type, 'must be object at the root')];
  return type || schema[INT_OR_STRING] || schema[PRESERVE] ? [] : [required(at, TYPE_REQUIRED[level])];
}

function mustBeObject(type: string | undefined, at: FieldPath): FieldError {
  const detail = `must be object if ${EMBEDDED} is true`;
  return type ? invalidValue(at, type, detail) : required(at, detail);
}

function validateExtensions(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (schema[INT_OR_STRING]) {
    for (const other of [PRESERVE, EMBEDDED] as const) {
      if (!schema[other]) continue;
      errors.push(invalidValue(path.child(other), true, `must be false if ${INT_OR_STRING} is true`));
    }
  }
  if (!schema[EMBEDDED]) return errors;
  if (schema.additionalProperties !== undefined) {
    errors.push(forbiddenField(path.child('additionalProperties'), `must not be used if ${EMBEDDED} is set`));
  }
  if (!schema[PRESERVE] && Object.keys(schema.properties ?? {}).length === 0) {
    const detail = `must not be empty if ${EMBEDDED} is true without ${PRESERVE}`;
    errors.push(required(path.child('properties'), detail));
  }
  return errors;
}

const META_TYPES = { kind: 'string', apiVersion: 'string', metadata: 'object' } as const;

/** What every object has is of the types that it has in every object. */
function validateMeta(properties: Readonly<Record<string, V1JSONSchemaProps>>, path: FieldPath): FieldError[] {
  return Object.entries(META_TYPES).flatMap(([name, type]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!property || property.type === type) return [];
    return [invalidValue(path.key(name).child('type'), property.type ?? '', `must be ${type}`)];
  });
}

const SET_BY_CLIENTS = ['name', 'generateName'];

/** The metadata of every object is the same: a schema may only narrow its names. */
function validateMetadata(metadata: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  // A default there is told where keywords are.
  const { default: _default, properties = {}, type: _object, ...others } = metadata;
  const named = Object.keys(properties);
  if (Object.keys(others).length === 0 && named.every((name) => SET_BY_CLIENTS.includes(name))) return [];
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [forbiddenField(path, detail)];
}
