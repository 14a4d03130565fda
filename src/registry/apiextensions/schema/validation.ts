import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateRuleExpressions } from '../expressions/rules.ts';
import { validateDefaults } from './defaults.ts';
import { notStructural, type Surroundings, unstructuralKeyword, validateKeywords } from './keywords.ts';
import { validateMarkers } from './markers.ts';
import { validateRules } from './rules.ts';
import { validateStructure } from './structural.ts';
import { type Inner, innerSchemas } from './walk.ts';

/** With a status subresource, what stands at the root must hold for the spec and the status alike. */
const ALLOWED_AT_ROOT = new Set([
  ...['description', 'type', 'format', 'title', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  ...['maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'multipleOf', 'required', 'items'],
  ...['properties', 'externalDocs', 'example', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations'],
]);
/** As the fields of Go's type are called. */
const ALLOWED_NAMES = [...ALLOWED_AT_ROOT].map((keyword) => {
  const name = keyword.replace('x-kubernetes', 'x').replaceAll(/-(.)/g, (_dash, letter) => letter.toUpperCase());
  return name[0]!.toUpperCase() + name.slice(1);
});
const ROOT_TYPE = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';

/** @param path of the CustomResourceValidation that holds the schema */
export function validateSchema(schema: V1JSONSchemaProps, hasStatus: boolean, path: FieldPath): FieldError[] {
  const at = path.child('openAPIV3Schema');
  const unstructural = unstructuralKeyword(schema);
  const errors = [
    ...(hasStatus ? validateRoot(schema, at) : []),
    ...(schema.nullable ? [forbiddenField(at.child('nullable'), 'nullable cannot be true at the root')] : []),
    ...(unstructural === undefined ? validateStructural(schema, at) : []),
    ...validateDeep(schema, ROOT, at),
  ];
  if (errors.length > 0) return errors;
  if (unstructural !== undefined) return [invalidValue(at, '', notStructural(unstructural))];
  return [...validateRuleExpressions(schema, at)];
}

/** Defaults are judged by a schema that is structural. */
function validateStructural(schema: V1JSONSchemaProps, at: FieldPath): FieldError[] {
  const errors = validateStructure(schema, at);
  return errors.length > 0 ? errors : validateDefaults(schema, at);
}

function validateRoot(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const excess = Object.entries(schema).some(
    ([keyword, value]) => isSet(keyword, value) && !ALLOWED_AT_ROOT.has(keyword),
  );
  if (excess) {
    const names = ALLOWED_NAMES.join(' ');
    const detail = `only [${names}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [invalidValue(path, schema, detail)];
  }
  if (!schema.type || schema.type === 'object') return [];
  return [invalidValue(path.child('type'), schema.type, ROOT_TYPE)];
}

/** Only additionalProperties say something by being false. */
function isSet(keyword: string, value: unknown): boolean {
  return value !== '' && (value !== false || keyword === 'additionalProperties' || keyword === 'additionalItems');
}

interface Around extends Surroundings {
  readonly isRoot: boolean;
}

const ROOT: Around = { isRoot: true, insideMeta: false, noDefault: undefined };
const META = new Set(['metadata', 'kind', 'apiVersion']);

function validateDeep(schema: V1JSONSchemaProps, around: Around, path: FieldPath): FieldError[] {
  const errors = validateKeywords(schema, around, path);
  for (const inner of innerSchemas(schema, path)) {
    errors.push(...validateDeep(inner.schema, surroundings(inner, schema, around), inner.path));
  }
  const preserve = 'x-kubernetes-preserve-unknown-fields';
  if (schema[preserve] === false) errors.push(invalidValue(path.child(preserve), false, 'must be true or undefined'));
  return [...errors, ...validateMarkers(schema, path), ...validateRules(schema, path)];
}

function surroundings(inner: Inner, outer: V1JSONSchemaProps, { isRoot, insideMeta, noDefault }: Around): Around {
  const { name, place } = inner;
  if (name !== undefined && META.has(name) && (isRoot || outer['x-kubernetes-embedded-resource'])) {
    return { isRoot: false, insideMeta: true, noDefault: isRoot ? `in top-level ${name}` : noDefault };
  }
  const why = 'inside additionalProperties applying to object metadata';
  return { isRoot: false, insideMeta, noDefault: place === 'additionalProperties' && insideMeta ? why : noDefault };
}
