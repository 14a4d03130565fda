/** What expressions are told of values by the schema that they stand in (k8s.io/apiserver/pkg/cel/common). */
import { isJsonObject } from '../../../api/object.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  messageType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../../cel/check/types.ts';
import type { Sized } from '../../../cel/cost/declared-sizes.ts';
import type { TypeProvider } from '../../../cel/environment.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { escapeFieldName } from './field-names.ts';

/** What one request may hold at most. */
export const MAX_REQUEST_BYTES = 3 * 1024 * 1024;
/** For `""`, `[]` and `{}`. */
const QUOTES = 2;
/** A Unicode character may take as many. */
const BYTES_PER_CHARACTER = 4;

export interface Declared extends Sized {
  readonly type: Type;
  /** In bytes of JSON. */
  readonly least: number;
}

interface TextForm {
  readonly type: Type;
  readonly least: number;
  readonly most: number;
}

const TEXT_FORMS: ReadonlyMap<string, TextForm> = new Map([
  ['duration', { type: DURATION, least: 3, most: 32 }],
  ['date', { type: TIMESTAMP, least: 12, most: 12 }],
  ['date-time', { type: TIMESTAMP, least: 21, most: 32 }],
]);

const SCALARS: ReadonlyMap<string, Declared> = new Map([
  ['boolean', { type: BOOL, least: 4, most: 0 }],
  ['number', { type: DOUBLE, least: 1, most: 0 }],
  ['integer', { type: INT, least: 1, most: 0 }],
]);

/** What every object has, whatever its schema says. */
const OF_OBJECTS: Readonly<Record<string, V1JSONSchemaProps>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

/** The types of all schemas that were declared, each declared once. */
export class Declarations implements TypeProvider {
  readonly #known = new Map<V1JSONSchemaProps, Declared | undefined>();
  readonly #fields = new Map<string, ReadonlyMap<string, Declared>>();

  /** @returns undefined where the schema says too little: what is not known, no expression can speak of */
  declare(
    schema: V1JSONSchemaProps,
    isObject = Boolean(schema['x-kubernetes-embedded-resource']),
  ): Declared | undefined {
    if (!this.#known.has(schema)) this.#known.set(schema, this.#declare(schema, isObject));
    return this.#known.get(schema);
  }

  findType(name: string): Type | undefined {
    return this.#fields.has(name) ? messageType(name) : undefined;
  }

  findField(typeName: string, field: string): Type | undefined {
    return this.#fields.get(typeName)?.get(field)?.type;
  }

  #declare(schema: V1JSONSchemaProps, isObject: boolean): Declared | undefined {
    if (schema['x-kubernetes-int-or-string']) return { type: DYN, least: 1, most: mostOfText(schema) };
    switch (schema.type) {
      case 'array':
        return this.#list(schema);
      case 'object':
        return isJsonObject(schema.additionalProperties) ? this.#map(schema) : this.#message(schema, isObject);
      case 'string':
        return text(schema);
      default:
        return SCALARS.get(schema.type ?? '');
    }
  }

  #list({ items, maxItems }: V1JSONSchemaProps): Declared | undefined {
    const element = isJsonObject(items) ? this.declare(items) : undefined;
    if (!element) return undefined;
    const most = maxItems ?? Math.floor((MAX_REQUEST_BYTES - QUOTES) / (element.least + 1));
    return { type: listOf(element.type), least: QUOTES, most: Math.max(most, 0), element };
  }

  #map({ additionalProperties, maxProperties }: V1JSONSchemaProps): Declared | undefined {
    const element = this.declare(additionalProperties);
    if (!element) return undefined;
    // A key, its quotes, a colon and a comma.
    const most = maxProperties ?? Math.floor((MAX_REQUEST_BYTES - QUOTES) / (element.least + 6));
    const key: Sized = { most: 0 };
    return { type: mapOf(STRING, element.type), least: QUOTES, most: Math.max(most, 0), element, key };
  }

  #message({ properties, required = [] }: V1JSONSchemaProps, isObject: boolean): Declared {
    const fields = new Map<string, Declared>();
    let least = QUOTES;
    for (const [name, property] of Object.entries({
      ...properties,
      ...(isObject && !saysAll(properties) && OF_OBJECTS),
    })) {
      const field = this.declare(property);
      if (!field) continue;
      const escaped = escapeFieldName(name);
      if (escaped !== undefined) fields.set(escaped, field);
      if (required.includes(name) && property.default === undefined) least += name.length + field.least + 4;
    }
    const type = messageType(`selfType${this.#fields.size}`);
    this.#fields.set(type.name, fields);
    return { type, least, most: 0, field: (name) => fields.get(name) };
  }
}

/** Whether the schema declares all of OF_OBJECTS itself. */
function saysAll(properties: Readonly<Record<string, V1JSONSchemaProps>> = {}): boolean {
  const { name, generateName } = properties.metadata?.properties ?? {};
  const texts = [properties.apiVersion, properties.kind, name, generateName];
  return properties.metadata?.type === 'object' && texts.every((property) => property?.type === 'string');
}

function text(schema: V1JSONSchemaProps): Declared {
  const form = TEXT_FORMS.get(schema.format ?? '');
  if (form) return form;
  if (schema.format !== 'byte') return { type: STRING, least: QUOTES, most: mostOfText(schema) };
  return { type: BYTES, least: QUOTES, most: Math.max(schema.maxLength ?? MAX_REQUEST_BYTES - QUOTES, 0) };
}

function mostOfText({ enum: allowed = [], maxLength, type }: V1JSONSchemaProps): number {
  if (maxLength !== undefined) return Math.max(maxLength, 0) * BYTES_PER_CHARACTER;
  if (type !== 'string' || allowed.length === 0) return MAX_REQUEST_BYTES - QUOTES;
  const lengths = allowed.map((one) => (typeof one === 'string' ? Buffer.byteLength(one) : 0));
  return lengths.reduce((a, b) => Math.max(a, b), 0);
}
