/** Which of JSON schema's keywords a CustomResourceDefinition may use, and Kubernetes' own among them. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'map', 'set'];
const MAP_TYPES = ['atomic', 'granular'];
const UNSUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;
const NO_UNIQUE_ITEMS = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';

export function validateKeywords(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors = UNSUPPORTED.filter((keyword) => isPresent(schema[keyword])).map((keyword) =>
    forbiddenField(path.child(keyword), `${keyword} is not supported`),
  );
  return [
    ...errors,
    ...validateType(schema.type, path.child('type')),
    ...validateShape(schema, path),
    ...validateMarkers(schema, path),
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
  if (type === 'null') return [forbiddenField(path, 'type cannot be set to null, use nullable as an alternative')];
  return !type || TYPES.includes(type) ? [] : [notSupported(path, type, TYPES)];
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

function validateMarkers(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const preserve = 'x-kubernetes-preserve-unknown-fields';
  if (schema[preserve] === false) errors.push(invalidValue(path.child(preserve), false, 'must be true or undefined'));
  if (schema['x-kubernetes-int-or-string'] && schema.type) {
    const detail = 'must be empty if x-kubernetes-int-or-string is specified';
    errors.push(invalidValue(path.child('type'), schema.type, detail));
  }
  if (schema['x-kubernetes-embedded-resource'] && schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(invalidValue(path.child('type'), schema.type ?? '', detail));
  }
  return errors;
}

function validateListType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keysPath = path.child('x-kubernetes-list-map-keys');
  const errors: FieldError[] = [];
  if (listType !== undefined && schema.type !== 'array') {
    errors.push(
      invalidValue(path.child('type'), schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'),
    );
  }
  if (listType !== undefined && !LIST_TYPES.includes(listType)) {
    errors.push(notSupported(path.child('x-kubernetes-list-type'), listType, LIST_TYPES));
  }
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

const KEY_REQUIRED =
  'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';

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
  return errors;
}

function validateMapType(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const errors: FieldError[] = [];
  if (schema.type !== 'object') {
    errors.push(
      invalidValue(path.child('type'), schema.type ?? '', 'must be object if x-kubernetes-map-type is specified'),
    );
  }
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
