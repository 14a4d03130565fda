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
  readonly fill: Filler;
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

/** Whether a struct holds, at some depth, a field that is shown unset; while one is looked into: no. */
const concerned = new WeakMap<ObjectSchema, boolean>();

function concerns({ schema, unset }: FieldSchema): boolean {
  return unset !== undefined || holdsConcerned(schema);
}

function holdsConcerned(schema: Schema): boolean {
  if (schema.kind === 'list') return holdsConcerned(schema.items);
  if (schema.kind === 'map') return holdsConcerned(schema.values);
  if (schema.kind !== 'object') return false;
  let found = concerned.get(schema);
  if (found === undefined) {
    // A struct that holds itself: its other fields decide.
    concerned.set(schema, false);
    found = [...schema.fields.values()].some(concerns);
    concerned.set(schema, found);
  }
  return found;
}

type Filler = (value: unknown) => unknown;

const asIs: Filler = (value) => value;

function fillerOf(schema: Schema): Filler {
  if (!holdsConcerned(schema)) return asIs;
  switch (schema.kind) {
    case 'object': {
      let fields: readonly Member[] | undefined;
      return (value) => {
        fields ??= membersOf(schema);
        return isJsonObject(value) ? fillStruct(value, fields) : value;
      };
    }
    case 'list': {
      const fillItem = fillerOf(schema.items);
      return (value) => (Array.isArray(value) ? fillList(value, fillItem) : value);
    }
    case 'map': {
      const fillValue = fillerOf(schema.values);
      return (value) => (isJsonObject(value) ? fillMap(value, fillValue) : value);
    }
    default:
      return asIs;
  }
}

function fillList(list: unknown[], fillItem: Filler): unknown[] {
  let filled = list;
  for (let index = 0; index < filled.length; index++) {
    const item = filled[index];
    const complete = fillItem(item);
    if (complete === item) continue;
    if (Object.isFrozen(filled)) filled = [...filled];
    filled[index] = complete;
  }
  return filled;
}

function fillMap(map: JsonObject, fillValue: Filler): JsonObject {
  let filled = map;
  for (const key of Object.keys(map)) {
    const value = filled[key];
    const complete = fillValue(value);
    if (complete === value) continue;
    if (Object.isFrozen(filled)) filled = { ...filled };
    filled[key] = complete;
  }
  return filled;
}

function fillStruct(struct: JsonObject, fields: readonly Member[]): JsonObject {
  let filled = struct;
  for (const field of fields) {
    const value = filled[field.name];
    const complete = value === undefined ? field.unset() : field.fill(value);
    if (complete === value) continue;
    if (Object.isFrozen(filled)) filled = { ...filled };
    filled[field.name] = complete;
  }
  return filled;
}
