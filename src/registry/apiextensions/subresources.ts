/** The scale subresource, printer columns and selectable fields: everything that points into objects by a JSON path. */
import { duplicate, type FieldError, type FieldPath, invalidValue, required, tooMany } from '../../api/field.ts';
import type {
  V1CustomResourceColumnDefinition,
  V1CustomResourceSubresourceScale,
  V1JSONSchemaProps,
  V1SelectableField,
} from '../../schema/generated/types.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const SELECTABLE_TYPES = ['boolean', 'integer', 'string'];
const MAX_SELECTABLE_FIELDS = 8;
const NOT_SELECTABLE =
  'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';

export function validateScale(scale: V1CustomResourceSubresourceScale, path: FieldPath): FieldError[] {
  const errors = [
    ...validatePathUnder(scale.specReplicasPath, ['.spec.'], path.child('specReplicasPath')),
    ...validatePathUnder(scale.statusReplicasPath, ['.status.'], path.child('statusReplicasPath')),
  ];
  if (!scale.labelSelectorPath) return errors;
  const at = path.child('labelSelectorPath');
  return [...errors, ...validatePathUnder(scale.labelSelectorPath, ['.spec.', '.status.'], at)];
}

function validatePathUnder(jsonPath: string | undefined, roots: readonly string[], path: FieldPath): FieldError[] {
  if (!jsonPath) return [required(path)];
  const errors = validateJsonPath(jsonPath, path);
  if (errors.length > 0 || roots.some((root) => jsonPath.startsWith(root))) return errors;
  const names = roots.map((root) => root.slice(0, -1));
  const where = names.length === 1 ? names[0] : `either ${names.join(' or ')}`;
  return [invalidValue(path, jsonPath, `should be a json path under ${where}`)];
}

function validateJsonPath(jsonPath: string, path: FieldPath): FieldError[] {
  if (!jsonPath.startsWith('.')) return [invalidValue(path, jsonPath, 'must be a simple json path starting with .')];
  return /[{}]/.test(jsonPath) ? [invalidValue(path, jsonPath, 'must be a simple json path')] : [];
}

export function validateColumn(column: V1CustomResourceColumnDefinition, path: FieldPath): FieldError[] {
  const { format = '', jsonPath = '', name, type = '' } = column;
  const errors = name ? [] : [required(path.child('name'))];
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (type === '') errors.push(required(path.child('type'), types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalidValue(path.child('type'), type, types));
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    errors.push(invalidValue(path.child('format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  }
  const at = path.child('JSONPath');
  return [...errors, ...(jsonPath === '' ? [required(at)] : validateJsonPath(jsonPath, at))];
}

export function validateSelectableFields(
  fields: readonly V1SelectableField[],
  schema: V1JSONSchemaProps | undefined,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = '' }, position) => {
    const at = path.index(position).child('jsonPath');
    if (jsonPath === '') return [required(at)];
    const repeated = seen.has(jsonPath);
    seen.add(jsonPath);
    return [...validateSelectable(jsonPath, schema, at), ...(repeated ? [duplicate(at, jsonPath)] : [])];
  });
  if (seen.size <= MAX_SELECTABLE_FIELDS) return errors;
  return [...errors, tooMany(path, seen.size, MAX_SELECTABLE_FIELDS)];
}

function validateSelectable(jsonPath: string, schema: V1JSONSchemaProps | undefined, at: FieldPath): FieldError[] {
  const names = jsonPath.split('.');
  if (names.shift() !== '')
    return [invalidValue(at, jsonPath, `is an invalid path: expected [ or . but got: "${jsonPath[0]}"`)];
  if (names[0] === 'metadata') return [invalidValue(at, jsonPath, 'must not point to fields in metadata')];
  let found = schema;
  for (const name of names) {
    const properties: Record<string, V1JSONSchemaProps> = found?.properties ?? {};
    found = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!found) return [invalidValue(at, jsonPath, 'is an invalid path: does not refer to a valid field')];
  }
  return SELECTABLE_TYPES.includes(found?.type ?? '') ? [] : [invalidValue(at, jsonPath, NOT_SELECTABLE)];
}
