/** Which path element an item of an associative list has. */
import { isJsonObject } from '../../api/object.ts';
import type { FieldSchema, ListSchema } from '../schema.ts';
import { goJson } from './go-json.ts';
import { valueElement } from './path-element.ts';
import { TypedError } from './typed-error.ts';

interface KeyField {
  readonly name: string;
  /** The member's name as JSON, with its colon. */
  readonly label: string;
  readonly default: unknown;
}

/** Sorted by name, defaults at hand. */
const keyFields = new WeakMap<ListSchema, readonly KeyField[]>();

function keyFieldsOf(schema: ListSchema): readonly KeyField[] {
  let fields = keyFields.get(schema);
  if (!fields) {
    const items = schema.items.kind === 'object' ? schema.items.fields : undefined;
    fields = [...schema.mapKeys]
      .sort()
      .map((name) => ({ name, label: `${goJson(name)}:`, default: defaultOf(items?.get(name)) }));
    keyFields.set(schema, fields);
  }
  return fields;
}

/** A name that objects leave out when it is empty, as an image pull secret's, was empty. */
function defaultOf(field: FieldSchema | undefined): unknown {
  if (field?.default !== undefined || field?.schema.kind !== 'string') return field?.default;
  return field.keepsEmpty ? undefined : '';
}

/** @throws TypedError for an item that has no key or is no possible member of a set */
export function elementOf(schema: ListSchema, item: unknown): string {
  return schema.listType === 'set' ? setElement(item) : keyedElement(schema, item);
}

function keyedElement(schema: ListSchema, item: unknown): string {
  if (item === null) throw new TypedError('associative list with keys may not have a null element');
  if (!isJsonObject(item)) throw new TypedError('associative list with keys may not have non-map elements');
  let element = 'k:{';
  for (const field of keyFieldsOf(schema)) {
    const value = (Object.hasOwn(item, field.name) ? item[field.name] : undefined) ?? field.default;
    if (value === undefined) throw new TypedError(missingKey(field.name));
    element += (element.length > 3 ? ',' : '') + field.label + goJson(value);
  }
  return `${element}}`;
}

function missingKey(name: string): string {
  return `associative list with keys has an element that omits key field "${name}" (and doesn't have default value)`;
}

function setElement(item: unknown): string {
  if (item === null) throw new TypedError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new TypedError('not supported: associative list with lists as elements');
  if (typeof item === 'object') throw new TypedError("associative list without keys has an element that's a map type");
  return valueElement(item);
}

/** The items of a list by their elements, in order; more than one where items share a key. */
export function itemsByElement(items: readonly unknown[], schema: ListSchema): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = elementOf(schema, item);
    const same = found.get(element);
    if (same) same.push(item);
    else found.set(element, [item]);
  }
  return found;
}
