/** The scale subresource and printer columns: what points into objects by a JSON path. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type {
  V1CustomResourceColumnDefinition,
  V1CustomResourceSubresourceScale,
} from '../../schema/generated/types.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

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
  return jsonPath.startsWith('.') ? [] : [invalidValue(path, jsonPath, 'must be a simple json path starting with .')];
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
