/** How lists and maps are merged: x-kubernetes-list-type, x-kubernetes-list-map-keys and x-kubernetes-map-type. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

const LIST_TYPES = ['atomic', 'set', 'map'];
const MAP_TYPES = ['atomic', 'granular'];

export function validateMarkers(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  return [...validateMapType(schema, path), ...validateListType(schema, path)];
}

/** A marker that only values of one type may have. */
function wrongType(schema: V1JSONSchemaProps, type: string, marker: string, path: FieldPath): FieldError[] {
  if (schema.type === type) return [];
  const detail = `must be ${type} if ${marker} is specified`;
  const at = path.child('type');
  return [schema.type ? invalidValue(at, schema.type, detail) : required(at, detail)];
}

function validateListType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const { 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-list-type': listType } = schema;
  const at = path.child('x-kubernetes-list-type');
  const errors: FieldError[] = [];
  if (listType !== undefined) {
    errors.push(...wrongType(schema, 'array', 'x-kubernetes-list-type', path));
    if (listType === 'set') errors.push(...validateSetItems(schema, path.child('items')));
    if (!LIST_TYPES.includes(listType)) errors.push(notSupported(at, listType, LIST_TYPES));
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(listType === undefined ? required(at, detail) : invalidValue(at, listType, detail));
  }
  if (listType === 'map') errors.push(...validateMapList(keys, schema.items, path));
  if (listType !== 'map' && listType !== 'set') return errors;
  return [...errors, ...validatePresence(keys, listType, schema.items, path.child('items'))];
}

/** Items of a set are whole. */
function validateSetItems({ items, type }: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  if (type !== 'array' || !isJsonObject(items)) return [];
  const { type: of, 'x-kubernetes-list-type': list, 'x-kubernetes-map-type': map }: V1JSONSchemaProps = items;
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (of === 'array' && list !== undefined && list !== 'atomic') {
    return [invalidValue(path.child('x-kubernetes-list-type'), list, detail)];
  }
  if (of !== 'object' || map === 'atomic') return [];
  // Upstream shows the wrong one of the two markers: that of lists, which is not there.
  return [invalidValue(path.child('x-kubernetes-map-type'), list ?? null, detail)];
}

/** A list whose items are told apart by keys. */
function validateMapList(keys: readonly string[], items: unknown, path: FieldPath): FieldError[] {
  const at = path.child('items');
  const keysPath = path.child('x-kubernetes-list-map-keys');
  const errors = keys.length === 0 ? [required(keysPath, 'must not be empty if x-kubernetes-list-type is map')] : [];
  if (items === undefined) return [...errors, required(at, 'must have a schema if x-kubernetes-list-type is map')];
  if (!isJsonObject(items)) {
    return [...errors, invalidValue(at, items, 'must only have a single schema if x-kubernetes-list-type is map')];
  }
  const { properties = {}, type = '' }: V1JSONSchemaProps = items;
  if (type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    return [...errors, invalidValue(at.child('type'), type, detail)];
  }
  keys.forEach((key, position) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!property) {
      errors.push(invalidValue(keysPath, keys, 'entries must all be names of item properties'));
    } else if (property.type === 'array' || property.type === 'object') {
      // Upstream shows the type of the item, not that of its property.
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(invalidValue(at.child('properties').key(key).child('type'), type, detail));
    }
    if (keys.indexOf(key) < position) {
      errors.push(invalidValue(keysPath, keys, 'must not contain duplicate entries'));
    }
  });
  return errors;
}

const KEY_REQUIRED =
  'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
const KEY_NULLABLE = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';

/** What items are told apart by is there: the items, and the keys in each. */
function validatePresence(keys: readonly string[], listType: string, items: unknown, path: FieldPath): FieldError[] {
  if (!isJsonObject(items)) return [];
  const { nullable, properties = {}, required: names = [] }: V1JSONSchemaProps = items;
  const errors: FieldError[] = [];
  if (nullable) {
    errors.push(
      forbiddenField(path.child('nullable'), `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    );
  }
  if (listType === 'set') return errors;
  for (const key of keys) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const at = path.child('properties').key(key);
    if (!property) continue;
    if (property.default === undefined && !names.includes(key))
      errors.push(required(at.child('default'), KEY_REQUIRED));
    if (property.nullable) errors.push(forbiddenField(at.child('nullable'), KEY_NULLABLE));
  }
  return errors;
}

function validateMapType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const errors = wrongType(schema, 'object', 'x-kubernetes-map-type', path);
  if (MAP_TYPES.includes(mapType)) return errors;
  return [...errors, notSupported(path.child('x-kubernetes-map-type'), mapType, MAP_TYPES)];
}
