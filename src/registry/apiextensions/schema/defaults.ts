/** Defaults are values that the schema they stand in would take, without anything that would be pruned. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { isDns1035Label } from '../../../api/names.ts';
import { isJsonObject } from '../../../api/object.ts';
import { BudgetExceeded, Meter } from '../../../cel/eval/meter.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateValue } from './value/validate-value.ts';

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const META = new Set(['apiVersion', 'kind', 'metadata']);
/** What judging all defaults of a definition may cost. */
const BUDGET = 100_000;

/** @param schema structural */
export function validateDefaults(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  try {
    collect({ ...schema, [EMBEDDED]: true }, path, { errors, meter: new Meter(BUDGET), insideMeta: false });
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    errors.push(invalidValue(path, '', 'has defaults that take too long to validate'));
  }
  return errors;
}

interface Found {
  readonly errors: FieldError[];
  readonly meter: Meter;
  /** In what Kubernetes itself says of every object's metadata. */
  readonly insideMeta: boolean;
}

/** Not in additionalProperties: what stands there is never filled in. */
function collect(schema: V1JSONSchemaProps, path: FieldPath, found: Found): void {
  const { default: value, items, properties = {} } = schema;
  const insideMeta = found.insideMeta && !schema[EMBEDDED];
  if (value !== undefined && value !== null) found.errors.push(...validateDefault(schema, path, found, insideMeta));
  if (isJsonObject(items)) collect(items, path.child('items'), { ...found, insideMeta });
  for (const [name, property] of Object.entries(properties)) {
    const isMeta = Boolean(schema[EMBEDDED]) && META.has(name);
    collect(property, path.child('properties').key(name), { ...found, insideMeta: insideMeta || isMeta });
  }
}

function validateDefault(
  schema: V1JSONSchemaProps,
  path: FieldPath,
  { meter }: Found,
  insideMeta: boolean,
): FieldError[] {
  const at = path.child('default');
  const value: unknown = schema.default;
  const errors: FieldError[] = [];
  if (!insideMeta) {
    if (hasUnknown(value, schema, meter)) errors.push(invalidValue(at, value, 'must not have unknown fields'));
    const ofObjects = validateEmbedded(value, schema, at);
    if (ofObjects.length > 0) return [...errors, ...ofObjects];
  }
  return [...errors, ...validateValue(value, schema, { at, name: '', meter })];
}

/** Whether pruning would take anything away. @param schema undefined: nothing is known */
function hasUnknown(value: unknown, schema: V1JSONSchemaProps | undefined, meter: Meter): boolean {
  meter.charge(1);
  if (Array.isArray(value)) {
    const items = isJsonObject(schema?.items) ? schema.items : undefined;
    return value.some((item) => hasUnknown(item, items, meter));
  }
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([name, inner]) => {
    if (schema?.[EMBEDDED] && META.has(name)) return false;
    const known = schemaOf(schema, name);
    if (known === undefined) return !schema?.[PRESERVE];
    return hasUnknown(inner, known === true ? undefined : known, meter);
  });
}

/** @returns true where any value may be; undefined where the name is not known */
function schemaOf(schema: V1JSONSchemaProps | undefined, name: string): V1JSONSchemaProps | true | undefined {
  const { additionalProperties, properties = {} } = schema ?? {};
  if (Object.hasOwn(properties, name)) return properties[name];
  // To allow none is a rule for values: it prunes nothing.
  return additionalProperties === false ? true : additionalProperties;
}

/** Objects in a default say what they are. */
function validateEmbedded(value: unknown, schema: V1JSONSchemaProps | undefined, at: FieldPath): FieldError[] {
  if (Array.isArray(value)) {
    const items = isJsonObject(schema?.items) ? schema.items : undefined;
    return items ? value.flatMap((item, position) => validateEmbedded(item, items, at.index(position))) : [];
  }
  if (!isJsonObject(value)) return [];
  const errors = schema?.[EMBEDDED]
    ? [
        ...validateTypeName(value, 'apiVersion', () => [], at),
        ...validateTypeName(value, 'kind', (kind) => isDns1035Label(kind.toLowerCase()), at),
      ]
    : [];
  for (const [name, inner] of Object.entries(value)) {
    const known = schemaOf(schema, name);
    if (!isJsonObject(known)) continue;
    const isProperty = Object.hasOwn(schema?.properties ?? {}, name);
    errors.push(...validateEmbedded(inner, known, isProperty ? at.child(name) : at.key(name)));
  }
  return errors;
}

function validateTypeName(
  object: Readonly<Record<string, unknown>>,
  field: 'apiVersion' | 'kind',
  check: (name: string) => string[],
  path: FieldPath,
): FieldError[] {
  const at = path.child(field);
  if (!Object.hasOwn(object, field)) return [required(at)];
  const name = object[field];
  if (typeof name !== 'string') return [invalidValue(at, name, 'must be a string')];
  if (name === '') return [invalidValue(at, name, 'must not be empty')];
  const errors = check(name);
  if (errors.length === 0) return [];
  return [invalidValue(at, name, `may have mixed case, but should otherwise match: ${errors.join(',')}`)];
}
