/** Whether an applied object fits its schema, in structured-merge-diff's words. Null is allowed in every field. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { SECRET_REDACTED } from '../../api/secret.ts';
import type { ListSchema, ObjectSchema, ScalarSchema, Schema } from '../schema.ts';
import { goJson } from './go-json.ts';
import { elementOf } from './list-element.ts';
import { fieldElement, showElement, showPath } from './path-element.ts';
import { isAssociative } from './shape.ts';
import { TypedError } from './typed-error.ts';

/** @throws TypedError that names everything that is wrong */
export function validateApplied(object: JsonObject, schema: ObjectSchema): void {
  const shows = schema.typeName === 'Secret' ? () => SECRET_REDACTED : show;
  const errors = new AppliedValidation(shows).check(object, schema);
  if (errors.length === 1) throw new TypedError(errors[0]);
  if (errors.length > 1) throw new TypedError(['errors:', ...errors.map((error) => `  ${error}`)].join('\n'));
}

const NUMERIC = { name: 'numeric (int or float)', types: ['number', 'bigint'] };
const SCALARS: Readonly<Record<ScalarSchema['kind'], { name: string; types: readonly string[] }>> = {
  string: { name: 'string', types: ['string'] },
  boolean: { name: 'boolean', types: ['boolean'] },
  integer: NUMERIC,
  number: NUMERIC,
};

class AppliedValidation {
  readonly #errors: string[] = [];
  /** Of the value that is looked at: how it reads is made for errors alone. */
  readonly #path: string[] = [];
  readonly #show: (value: unknown) => string;

  constructor(shows: (value: unknown) => string) {
    this.#show = shows;
  }

  check(object: JsonObject, schema: ObjectSchema): readonly string[] {
    this.#value(object, schema);
    return this.#errors;
  }

  #report(message: string): void {
    const at = showPath(this.#path);
    this.#errors.push(at === '' ? message : `${at}: ${message}`);
  }

  #at(element: string, look: () => void): void {
    this.#path.push(element);
    look();
    this.#path.pop();
  }

  #value(value: unknown, schema: Schema): void {
    if (value === null || value === undefined || schema.kind === 'any') return;
    if (schema.kind === 'object' || schema.kind === 'map') this.#map(value, schema);
    else if (schema.kind === 'list') this.#list(value, schema);
    else this.#scalar(value, schema);
  }

  #map(value: unknown, schema: Extract<Schema, { kind: 'object' | 'map' }>): void {
    if (!isJsonObject(value)) {
      this.#report(`expected map, got ${this.#show(value)}`);
      return;
    }
    for (const key of Object.keys(value)) {
      const member = schema.kind === 'map' ? schema.values : schema.fields.get(key)?.schema;
      this.#at(fieldElement(key), () => {
        if (member) this.#value(value[key], member);
        else this.#report('field not declared in schema');
      });
    }
  }

  #list(value: unknown, schema: ListSchema): void {
    if (!Array.isArray(value)) {
      this.#report(`expected list, got ${this.#show(value)}`);
      return;
    }
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const element = isAssociative(schema) ? this.#element(schema, item, index) : `i:${index}`;
      if (element === undefined) return;
      if (seen.has(element)) this.#report(`duplicate entries for key ${showElement(element)}`);
      seen.add(element);
      this.#at(element, () => this.#value(item, schema.items));
    }
  }

  #element(schema: ListSchema, item: unknown, index: number): string | undefined {
    try {
      return elementOf(schema, item);
    } catch (error) {
      this.#report(`element ${index}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #scalar(value: unknown, schema: Exclude<Schema, { kind: 'object' | 'map' | 'list' | 'any' }>): void {
    const isScalar = typeof value !== 'object';
    if (schema.kind === 'quantity' || schema.kind === 'int-or-string' || isTime(schema)) {
      if (!isScalar) this.#report(`expected any scalar, got ${this.#show(value)}`);
      return;
    }
    const { name, types } = SCALARS[schema.kind];
    if (types.includes(typeof value)) return;
    this.#report(`expected ${name}, got ${types === NUMERIC.types ? typeName(value) : this.#show(value)}`);
  }
}

function isTime(schema: Schema): boolean {
  return schema.kind === 'string' && (schema.format === 'date-time' || schema.format === 'micro-time');
}

function show(value: unknown): string {
  return `&value.valueUnstructured{Value:${goJson(value)}}`;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return isJsonObject(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}
