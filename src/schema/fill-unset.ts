/**
 * Shows what kube-apiserver shows of fields that nobody set: it decodes every object into Go structs and encodes them
 * again, which leaves out only what their tags say (`omitempty`).
 */
import { isJsonObject, type JsonObject } from '../api/object.ts';
import type { FieldSchema, ObjectSchema, Schema } from './schema.ts';

/**
 * Completes a decoded object of a schema. What is complete already is only looked at.
 * @param object changed in place, but for its frozen parts: those are replaced
 * @returns the object; a copy when it is itself frozen and incomplete
 */
export function fillUnset<T extends JsonObject>(object: T, schema: ObjectSchema): T {
  return fillStruct(object, membersOf(schema)) as T;
}

/** A field that is shown unset, or that holds structs with such fields. */
interface Member {
  readonly name: string;
  /** Its value when it is not set, made anew. */
  unset(): unknown;
  /** Its value, complete. */
  fill(value: unknown): unknown;
}

const members = new WeakMap<ObjectSchema, readonly Member[]>();

function membersOf(schema: ObjectSchema): readonly Member[] {
  let found = members.get(schema);
  if (!found) {
    found = [...schema.fields].filter(([, field]) => concerns(field)).map(([name, field]) => memberOf(name, field));
    members.set(schema, found);
  }
  return found;
}

function memberOf(name: string, { schema, unset }: FieldSchema): Member {
  return {
    name,
    unset: unset === 'zero' ? zeroOf(schema) : () => (unset === 'null' ? null : undefined),
    fill: fillerOf(schema),
  };
}

function zeroOf(schema: Schema): () => unknown {
  if (schema.kind === 'object') return () => fillUnset({}, schema);
  const zero = schema.kind === 'string' ? '' : schema.kind === 'boolean' ? false : schema.kind === 'quantity' ? '0' : 0;
  return () => zero;
}

/** Structs that are known to hold, at some depth, a field that is shown unset; while one is looked into: no. */
const concerned = new WeakMap<ObjectSchema, boolean>();

function concerns({ schema, unset }: Pick<FieldSchema, 'schema' | 'unset'>): boolean {
  return unset !== undefined || structIn(schema) !== undefined;
}

/** The struct that a value is or holds, if there may be something to fill in. */
function structIn(schema: Schema): ObjectSchema | undefined {
  if (schema.kind === 'list') return structIn(schema.items);
  if (schema.kind === 'map') return structIn(schema.values);
  if (schema.kind !== 'object') return undefined;
  let found = concerned.get(schema);
  if (found === undefined) {
    // A struct that holds itself: its other fields decide.
    concerned.set(schema, false);
    found = [...schema.fields.values()].some(concerns);
    concerned.set(schema, found);
  }
  return found ? schema : undefined;
}

const asIs = (value: unknown) => value;

function fillerOf(schema: Schema): (value: unknown) => unknown {
  if (structIn(schema) === undefined) return asIs;
  if (schema.kind === 'object') return (value) => (isJsonObject(value) ? fillUnset(value, schema) : value);
  const fillItem = fillerOf(schema.kind === 'list' ? schema.items : (schema as { values: Schema }).values);
  return (value) => (typeof value === 'object' && value !== null ? fillEach(value as JsonObject, fillItem) : value);
}

/** A list or a map. */
function fillEach(container: JsonObject, fillItem: (value: unknown) => unknown): JsonObject {
  let filled = container;
  for (const key of Object.keys(container)) {
    const item = filled[key];
    const complete = fillItem(item);
    if (complete !== item) filled = put(filled, key, complete);
  }
  return filled;
}

function fillStruct(struct: JsonObject, fields: readonly Member[]): JsonObject {
  let filled = struct;
  for (const field of fields) {
    const value = filled[field.name];
    const complete = value === undefined ? field.unset() : field.fill(value);
    if (complete !== value) filled = put(filled, field.name, complete);
  }
  return filled;
}

function put(container: JsonObject, key: string, value: unknown): JsonObject {
  const own: JsonObject = Object.isFrozen(container) ? copyOf(container) : container;
  own[key] = value;
  return own;
}

function copyOf(container: JsonObject): JsonObject {
  return Array.isArray(container) ? [...container] : { ...container };
}
