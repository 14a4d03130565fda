import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateKeywords } from './keywords.ts';
import { validateStructure } from './structural.ts';
import { innerSchemas } from './walk.ts';

/** With a status subresource, what stands at the root must hold for the spec and the status alike. */
const ALLOWED_AT_ROOT = new Set([
  'description',
  'type',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);
const ROOT_TYPE = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';

/** @param path of the CustomResourceValidation that holds the schema */
export function validateSchema(schema: V1JSONSchemaProps, hasStatus: boolean, path: FieldPath): FieldError[] {
  const at = path.child('openAPIV3Schema');
  return [
    ...(hasStatus ? validateRoot(schema, at) : []),
    ...(schema.nullable ? [forbiddenField(at.child('nullable'), 'nullable cannot be true at the root')] : []),
    ...validateStructure(schema, at),
    ...validateDeep(schema, at),
  ];
}

function validateRoot(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object') {
    return [invalidValue(path.child('type'), schema.type, ROOT_TYPE)];
  }
  const excess = Object.keys(schema).some((keyword) => !ALLOWED_AT_ROOT.has(keyword));
  if (!excess) return [];
  const names = [...ALLOWED_AT_ROOT].join(' ');
  const detail = `only [${names}] fields are allowed at the root of the schema if the status subresource is enabled`;
  return [invalidValue(path, schema, detail)];
}

function validateDeep(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors = validateKeywords(schema, path);
  for (const inner of innerSchemas(schema, path)) errors.push(...validateDeep(inner.schema, inner.path));
  return errors;
}
