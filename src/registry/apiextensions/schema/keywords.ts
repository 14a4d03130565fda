/** Which of JSON schema's keywords a CustomResourceDefinition may use, and Kubernetes' own among them. */
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

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'map', 'set'];
const MAP_TYPES = ['atomic', 'granular'];
const UNSUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;
const NO_UNIQUE_ITEMS = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';

/** What a keyword may be used for depends on where the schema stands. */
export interface Surroundings {
  /** In the schema of an object's metadata, kind or apiVersion. */
  readonly insideMeta: boolean;
  /** Why there may be no default, if there may not. */
  readonly noDefault: string | undefined;
}

export function validateKeywords(schema: V1JSONSchemaProps, around: Surroundings, path: FieldPath): FieldError[] {
  const errors = UNSUPPORTED.filter((keyword) => isPresent(schema[keyword])).map((keyword) =>
    forbiddenField(path.child(keyword), `${keyword} is not supported`),
  );
  return [
    ...errors,
    ...validateType(schema.type, path.child('type')),
    ...validateShape(schema, path),
    ...validatePlace(schema, around, path),
    ...validateListType(schema, path),
    ...validateMapType(schema, path),
    ...validateRules(schema, path.child('x-kubernetes-validations')),
  ];
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === '') return false;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

function validateType(type: string | undefined, path: FieldPath): FieldError[] {
  if (!type || TYPES.includes(type)) return [];
  const errors = [notSupported(path, type, TYPES)];
  if (type !== 'null') return errors;
  return [...errors, forbiddenField(path, 'type cannot be set to null, use nullable as an alternative')];
}

function validateShape(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.uniqueItems) errors.push(forbiddenField(path.child('uniqueItems'), NO_UNIQUE_ITEMS));
  if (Array.isArray(schema.items)) {
    errors.push(forbiddenField(path.child('items'), 'items must be a schema object and not an array'));
  }
  const additional = schema.additionalProperties;
  if (additional !== undefined && additional !== true && isPresent(schema.properties)) {
    const detail = 'additionalProperties and properties are mutual exclusive';
    errors.push(forbiddenField(path.child('additionalProperties'), detail));
  }
  return errors;
}

function validatePlace(schema: V1JSONSchemaProps, around: Surroundings, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.default !== undefined && around.noDefault !== undefined) {
    errors.push(forbiddenField(path.child('default'), `must not be set ${around.noDefault}`));
  }
  const embedded = 'x-kubernetes-embedded-resource';
  if (schema[embedded] && around.insideMeta) {
    errors.push(forbiddenField(path.child(embedded), 'must not be used inside of resource meta'));
  }
  const preserve = 'x-kubernetes-preserve-unknown-fields';
  if (schema[preserve] === false) errors.push(invalidValue(path.child(preserve), false, 'must be true or undefined'));
  return errors;
}

/** A marker that only values of one type may have. */
function wrongType(schema: V1JSONSchemaProps, type: string, marker: string, path: FieldPath): FieldError[] {
  if (schema.type === type) return [];
  const detail = `must be ${type} if ${marker} is specified`;
  const at = path.child('type');
  return [schema.type ? invalidValue(at, schema.type, detail) : required(at, detail)];
}

function validateListType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keysPath = path.child('x-kubernetes-list-map-keys');
  const errors: FieldError[] = [];
  if (listType !== undefined) errors.push(...wrongType(schema, 'array', 'x-kubernetes-list-type', path));
  if (listType !== undefined && !LIST_TYPES.includes(listType)) {
    errors.push(notSupported(path.child('x-kubernetes-list-type'), listType, LIST_TYPES));
  }
  if (listType === 'set' || listType === 'map') errors.push(...validateItems(schema, listType, path.child('items')));
  if (listType !== 'map') {
    if (keys.length === 0) return errors;
    const at = path.child('x-kubernetes-list-type');
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    return [...errors, listType === undefined ? required(at, detail) : invalidValue(at, listType, detail)];
  }
  if (keys.length === 0) {
    errors.push(required(keysPath, 'must not be empty if x-kubernetes-list-type is map'));
  }
  return [...errors, ...validateMapList(keys, schema.items, path)];
}

/** Items that are told apart are whole, and there. */
function validateItems({ items, type }: V1JSONSchemaProps, listType: 'set' | 'map', path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!isJsonObject(items)) return errors;
  const { nullable, type: of, 'x-kubernetes-list-type': list, 'x-kubernetes-map-type': map }: V1JSONSchemaProps = items;
  if (nullable) {
    errors.push(
      forbiddenField(path.child('nullable'), `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    );
  }
  if (listType === 'map' || type !== 'array') return errors;
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (of === 'array' && list !== undefined && list !== 'atomic') {
    errors.push(invalidValue(path.child('x-kubernetes-list-type'), list, detail));
  } else if (of === 'object' && map !== 'atomic') {
    // Upstream shows the wrong one of the two markers: that of lists, which is not there.
    errors.push(invalidValue(path.child('x-kubernetes-map-type'), list ?? null, detail));
  }
  return errors;
}

const KEY_REQUIRED =
  'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
const KEY_NULLABLE = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';

/** A list whose items are told apart by keys: each key is a scalar that every item has. */
function validateMapList(keys: readonly string[], items: V1JSONSchemaProps | undefined, path: FieldPath): FieldError[] {
  const at = path.child('items');
  const keysPath = path.child('x-kubernetes-list-map-keys');
  if (!items) return [required(at, 'must have a schema if x-kubernetes-list-type is map')];
  const errors: FieldError[] = [];
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalidValue(at.child('type'), items.type ?? '', detail));
  }
  if (new Set(keys).size < keys.length) {
    errors.push(invalidValue(keysPath, keys, 'must not contain duplicate entries'));
  }
  const properties: Record<string, V1JSONSchemaProps> = items.properties ?? {};
  for (const key of keys) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) errors.push(...validateKey(key, property, items, at.child('properties').key(key)));
    else errors.push(invalidValue(keysPath, keys, 'entries must all be names of item properties'));
  }
  return errors;
}

function validateKey(
  key: string,
  property: V1JSONSchemaProps,
  items: V1JSONSchemaProps,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (property.type === 'array' || property.type === 'object') {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(invalidValue(path.child('type'), property.type, detail));
  }
  if (property.default === undefined && !items.required?.includes(key)) {
    errors.push(required(path.child('default'), KEY_REQUIRED));
  }
  if (property.nullable) errors.push(forbiddenField(path.child('nullable'), KEY_NULLABLE));
  return errors;
}

function validateMapType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const errors = wrongType(schema, 'object', 'x-kubernetes-map-type', path);
  if (MAP_TYPES.includes(mapType)) return errors;
  return [...errors, notSupported(path.child('x-kubernetes-map-type'), mapType, MAP_TYPES)];
}

function validateRules(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap(({ message, messageExpression, rule }, position) => {
    const at = path.index(position);
    const errors: FieldError[] = rule?.trim() ? [] : [required(at.child('rule'), 'rule is not specified')];
    if (message !== undefined && message !== '' && message.trim() === '') {
      errors.push(invalidValue(at.child('message'), message, 'message must be non-empty if specified'));
    } else if (message?.trim().includes('\n')) {
      errors.push(invalidValue(at.child('message'), message, 'message must not contain line breaks'));
    }
    if (messageExpression && messageExpression.trim() === '') {
      const detail = 'messageExpression must be non-empty if specified';
      errors.push(required(at.child('messageExpression'), detail));
    }
    return errors;
  });
}
