/** Which of JSON schema's keywords a CustomResourceDefinition may use, and Kubernetes' own among them. */
import { type FieldError, type FieldPath, forbiddenField, notSupported, path } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { innerSchemas } from './walk.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
/** Upstream lets the rest through where it says nothing. */
const REFUSED = {
  id: isSomething,
  additionalItems: isThere,
  patternProperties: isSomething,
  definitions: isSomething,
  dependencies: isThere,
  $ref: isThere,
} as const satisfies Partial<Record<keyof V1JSONSchemaProps, (value: unknown) => boolean>>;
/** With these a schema is not structural at all, in the order that they are looked for. */
const UNSTRUCTURAL = {
  id: isSomething,
  $schema: isSomething,
  $ref: isSomething,
  patternProperties: isSomething,
  dependencies: isSomething,
  additionalItems: isThere,
  definitions: isSomething,
} as const satisfies typeof REFUSED & { $schema: unknown };
const NO_UNIQUE_ITEMS = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';

/** What a keyword may be used for depends on where the schema stands. */
export interface Surroundings {
  /** In the schema of an object's metadata, kind or apiVersion. */
  readonly insideMeta: boolean;
  /** Why there may be no default, if there may not. */
  readonly noDefault: string | undefined;
}

/** What is judged before the schemas inside. */
export function validateKeywords(schema: V1JSONSchemaProps, around: Surroundings, path: FieldPath): FieldError[] {
  const refused = Object.entries(REFUSED).filter(([keyword, is]) => is(schema[keyword as keyof typeof REFUSED]));
  return [
    ...validateType(schema.type, path.child('type')),
    ...validateDefault(schema, around, path.child('default')),
    ...refused.map(([keyword]) => forbiddenField(path.child(keyword), `${keyword} is not supported`)),
    ...validateShape(schema, around, path),
  ];
}

/** @returns the keyword that makes a schema unstructural, by itself or in one inside; undefined if there is none */
export function unstructuralKeyword(schema: V1JSONSchemaProps): string | undefined {
  for (const [keyword, is] of Object.entries(UNSTRUCTURAL)) {
    if (is(schema[keyword as keyof typeof UNSTRUCTURAL])) return keyword;
  }
  if (Array.isArray(schema.items)) return 'items';
  for (const inner of innerSchemas(schema, path(''))) {
    const found = unstructuralKeyword(inner.schema);
    if (found) return found;
  }
  return undefined;
}

/** The text is upstream's. */
export function notStructural(keyword: string): string {
  const name = keyword === '$schema' ? 'schema' : keyword;
  return `OpenAPIV3Schema '${name}' is not supported`;
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

function isSomething(value: unknown): boolean {
  if (value === undefined || value === '') return false;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

function validateType(type: string | undefined, path: FieldPath): FieldError[] {
  return !type || TYPES.includes(type) ? [] : [notSupported(path, type, TYPES)];
}

function validateDefault(schema: V1JSONSchemaProps, { noDefault }: Surroundings, path: FieldPath): FieldError[] {
  if (schema.default === undefined || noDefault === undefined) return [];
  return [forbiddenField(path, `must not be set ${noDefault}`)];
}

function validateShape(schema: V1JSONSchemaProps, around: Surroundings, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const forbid = (keyword: string, detail: string) => errors.push(forbiddenField(path.child(keyword), detail));
  if (schema.type === 'null') forbid('type', 'type cannot be set to null, use nullable as an alternative');
  if (Array.isArray(schema.items)) forbid('items', 'items must be a schema object and not an array');
  const embedded = 'x-kubernetes-embedded-resource';
  if (schema[embedded] && around.insideMeta) forbid(embedded, 'must not be used inside of resource meta');
  if (schema.uniqueItems) forbid('uniqueItems', NO_UNIQUE_ITEMS);
  const additional = schema.additionalProperties;
  if (additional !== undefined && additional !== true && isSomething(schema.properties)) {
    forbid('additionalProperties', 'additionalProperties and properties are mutual exclusive');
  }
  return errors;
}
