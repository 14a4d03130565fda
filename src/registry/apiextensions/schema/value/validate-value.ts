/** Values judged by a schema, in the order and words of upstream's kube-openapi. */
import { type FieldError, invalidValue, notSupported, required, tooMany, typeInvalid } from '../../../../api/field.ts';
import { goQuote } from '../../../../api/go-format.ts';
import { isJsonObject } from '../../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../../schema/generated/types.ts';
import { deepEqual } from '../../../../util/deep-equal.ts';
import { isKnownFormat } from '../formats.ts';
import { validateJunctors } from './junctors.ts';
import { validateNumber } from './numbers.ts';
import { type Place, pathOf, subjectOf } from './place.ts';
import { validateText } from './texts.ts';

/** @throws {BudgetExceeded} */
export function validateValue(value: unknown, schema: V1JSONSchemaProps, place: Place): FieldError[] {
  place.meter.charge(1);
  const errors = validateType(value, schema, place);
  if (value !== null) {
    errors.push(...validateJunctors(schema, (one) => validateValue(value, one, place), place));
    if (typeof value === 'string') errors.push(...validateText(value, schema, place));
    if (typeof value === 'number' || typeof value === 'bigint') errors.push(...validateNumber(value, schema, place));
    if (Array.isArray(value)) errors.push(...validateItems(value, schema, place));
  }
  errors.push(...validateEnum(value, schema, place));
  if (isJsonObject(value)) errors.push(...validateProperties(value, schema, place));
  return isJunction(schema) ? unique(errors, place) : errors;
}

const isJunction = ({ allOf, anyOf, oneOf }: V1JSONSchemaProps) => Boolean(allOf ?? anyOf ?? oneOf);

/** Alternatives may find the same. */
function unique(errors: readonly FieldError[], { meter }: Place): FieldError[] {
  const named = new Map<string, FieldError>();
  for (const error of errors) {
    const text = String(error);
    meter.work(text.length);
    named.set(text, error);
  }
  return [...named.values()];
}

const inside = (place: Place, name: string): Place => ({ ...place, name });

function validateType(value: unknown, schema: V1JSONSchemaProps, place: Place): FieldError[] {
  const type = typeOf(value);
  if (!schema.type || schema.type === type) return [];
  if (value === null ? schema.nullable : type === 'integer' && schema.type === 'number') return [];
  const { format = '' } = schema;
  if (value !== null && schema.type === 'string' && isKnownFormat(format, 'string')) {
    return ofOtherForm(value, format, place);
  }
  const detail = `${subjectOf(place)} must be of type ${schema.type}: ${goQuote(type)}`;
  return [typeInvalid(pathOf(place), type, detail)];
}

/** Upstream asks for the format instead of the type, and lets lists pass. */
function ofOtherForm(value: unknown, format: string, place: Place): FieldError[] {
  if (Array.isArray(value)) return [];
  const form = typeOf(value) === 'integer' ? 'int64' : typeof value === 'number' ? 'float64' : '';
  return [typeInvalid(pathOf(place), form, `${subjectOf(place)} must be of type ${format}: ${goQuote(form)}`)];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return typeof value;
}

function validateEnum(value: unknown, { enum: allowed = [] }: V1JSONSchemaProps, place: Place): FieldError[] {
  place.meter.work(allowed.length);
  if (allowed.length === 0 || allowed.some((one) => deepEqual(one, value))) return [];
  return [notSupported(pathOf(place), value, shownValues(allowed))];
}

/** Threat: a list of thousands may break an enum of megabytes with each of its items. */
const shown = new WeakMap<readonly unknown[], readonly string[]>();

function shownValues(allowed: readonly unknown[]): readonly string[] {
  const known = shown.get(allowed);
  if (known) return known;
  const texts = allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  shown.set(allowed, texts);
  return texts;
}

function validateItems(list: readonly unknown[], schema: V1JSONSchemaProps, place: Place): FieldError[] {
  const { items, maxItems, minItems } = schema;
  const errors = isJsonObject(items)
    ? list.flatMap((item, position) => validateValue(item, items, inside(place, `${place.name}[${position}]`)))
    : [];
  if (minItems !== undefined && list.length < minItems) {
    const detail = `${subjectOf(place)} should have at least ${minItems} items`;
    errors.push(invalidValue(pathOf(place), list.length, detail));
  }
  if (maxItems !== undefined && list.length > maxItems) errors.push(tooMany(pathOf(place), list.length, maxItems));
  return errors;
}

function validateProperties(
  object: Readonly<Record<string, unknown>>,
  schema: V1JSONSchemaProps,
  place: Place,
): FieldError[] {
  const { additionalProperties, properties = {}, required: names = [] } = schema;
  const errors = validateSize(Object.keys(object).length, schema, place);
  const below = (name: string) => (place.name === '' ? name : `${place.name}.${name}`);
  const known: FieldError[] = [];
  for (const [name, value] of Object.entries(object)) {
    if (Object.hasOwn(properties, name)) {
      known.push(...validateValue(value, properties[name]!, inside(place, below(name))));
    } else if (isJsonObject(additionalProperties)) {
      errors.push(...validateValue(value, additionalProperties, inside(place, `${place.name}.${name}`)));
    } else if (additionalProperties === false) {
      const detail = `${place.name}.${name} in body is a forbidden property`;
      errors.push(invalidValue(pathOf(place), name, detail));
    }
  }
  const missing = names.filter((name) => !Object.hasOwn(object, name));
  return [...errors, ...known, ...missing.map((name) => required(pathOf(inside(place, below(name)))))];
}

function validateSize(size: number, schema: V1JSONSchemaProps, place: Place): FieldError[] {
  const { maxProperties, minProperties } = schema;
  const errors: FieldError[] = [];
  if (minProperties !== undefined && size < minProperties) {
    const detail = `${subjectOf(place)} should have at least ${minProperties} properties`;
    errors.push(invalidValue(pathOf(place), size, detail));
  }
  if (maxProperties !== undefined && size > maxProperties) errors.push(tooMany(pathOf(place), size, maxProperties));
  return errors;
}
