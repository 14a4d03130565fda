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
  return fillStruct(object, planOf(schema)) as T;
}

/** What there is to do for a struct. */
interface Plan {
  /** Fields that are shown unset: with what, made anew. */
  readonly shown: readonly (readonly [name: string, unset: () => unknown])[];
  /** Of fields that hold structs with such fields: what completes a value. */
  readonly inner: ReadonlyMap<string, Filler>;
}

const plans = new WeakMap<ObjectSchema, Plan>();

function planOf(schema: ObjectSchema): Plan {
  let plan = plans.get(schema);
  if (!plan) {
    plan = madePlan([...schema.fields]);
    plans.set(schema, plan);
  }
  return plan;
}

function madePlan(fields: readonly (readonly [name: string, FieldSchema])[]): Plan {
  const holding = fields.filter(([, { schema }]) => holdsShown(schema));
  return {
    shown: fields.filter(([, { unset }]) => unset).map(([name, field]) => [name, unsetOf(field)]),
    inner: new Map(holding.map(([name, { schema }]) => [name, fillerOf(schema)])),
  };
}

function unsetOf({ schema, unset }: FieldSchema): () => unknown {
  return unset === 'zero' ? zeroOf(schema) : () => null;
}

function zeroOf(schema: Schema): () => unknown {
  if (schema.kind === 'object') return () => fillUnset({}, schema);
  const zero = schema.kind === 'string' ? '' : schema.kind === 'boolean' ? false : schema.kind === 'quantity' ? '0' : 0;
  return () => zero;
}

/** Whether a struct shows, at some depth, a field that is not set; while one is looked into: no. */
const showing = new WeakMap<ObjectSchema, boolean>();

function holdsShown(schema: Schema): boolean {
  if (schema.kind === 'list') return holdsShown(schema.items);
  if (schema.kind === 'map') return holdsShown(schema.values);
  if (schema.kind !== 'object') return false;
  let found = showing.get(schema);
  if (found === undefined) {
    // A struct that holds itself: its other fields decide.
    showing.set(schema, false);
    found = [...schema.fields.values()].some((field) => field.unset || holdsShown(field.schema));
    showing.set(schema, found);
  }
  return found;
}

type Filler = (value: unknown) => unknown;

function fillerOf(schema: Schema): Filler {
  switch (schema.kind) {
    case 'object': {
      let plan: Plan | undefined;
      return (value) => {
        plan ??= planOf(schema);
        return isJsonObject(value) ? fillStruct(value, plan) : value;
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
      return (value) => value;
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

/** Goes by the keys that there are: structs have many fields, and most objects few of them. */
function fillStruct(struct: JsonObject, { shown, inner }: Plan): JsonObject {
  let filled = struct;
  for (const key in struct) {
    const fill = inner.get(key);
    if (fill === undefined) continue;
    const value = struct[key];
    const complete = fill(value);
    if (complete === value) continue;
    if (Object.isFrozen(filled)) filled = { ...filled };
    filled[key] = complete;
  }
  for (const [name, unset] of shown) {
    if (filled[name] !== undefined) continue;
    if (Object.isFrozen(filled)) filled = { ...filled };
    filled[name] = unset();
  }
  return filled;
}
