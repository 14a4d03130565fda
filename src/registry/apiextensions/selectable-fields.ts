/** Fields that custom resources may be selected by. */
import { duplicate, type FieldError, type FieldPath, invalidValue, required, tooMany } from '../../api/field.ts';
import type { V1JSONSchemaProps, V1SelectableField } from '../../schema/generated/types.ts';
import { findField } from './schema/field-path.ts';

const TYPES = ['boolean', 'integer', 'string'];
const MAX_FIELDS = 8;
const NOT_SELECTABLE =
  'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';

/** @param schema of the objects; without one there are no fields to judge */
export function validateSelectableFields(
  fields: readonly V1SelectableField[],
  schema: V1JSONSchemaProps | undefined,
  path: FieldPath,
): FieldError[] {
  if (!schema) return [];
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = '' }, position) => {
    const at = path.index(position).child('jsonPath');
    if (jsonPath === '') return [required(at)];
    const found = findField(jsonPath, schema, { arrayNotation: false });
    if (typeof found === 'string') return [invalidValue(at, jsonPath, `is an invalid path: ${found}`)];
    const repeated = seen.has(jsonPath);
    seen.add(jsonPath);
    return [
      ...(found.names[0] === 'metadata' ? [invalidValue(at, jsonPath, 'must not point to fields in metadata')] : []),
      ...(TYPES.includes(found.schema.type ?? '') ? [] : [invalidValue(at, jsonPath, NOT_SELECTABLE)]),
      ...(repeated ? [duplicate(at, jsonPath)] : []),
    ];
  });
  return seen.size <= MAX_FIELDS ? errors : [...errors, tooMany(path, seen.size, MAX_FIELDS)];
}
