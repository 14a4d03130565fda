/** Field sets in the form in which managedFields hold them: `{"f:data": {".": {}, "f:a": {}}}`. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { type FieldSet, FieldSetBuilder, union } from './field-set.ts';
import { normalizeElement, sortElements } from './path-element.ts';
import { TypedError } from './typed-error.ts';

const SELF = '.';
/** Threat: a client's fields may nest as deep as its body is long. */
const MAX_DEPTH = 200;

/** Objects in the store and the caches keep their fieldsV1 objects from write to write: each is read and made once. */
const decoded = new WeakMap<JsonObject, FieldSet>();
const encoded = new WeakMap<FieldSet, JsonObject>();

/** @throws TypedError */
export function decodeFields(fields: JsonObject): FieldSet {
  let set = decoded.get(fields);
  if (!set) {
    set = decodeNode(fields, 0);
    set = set.owned ? { owned: false, children: set.children } : set;
    decoded.set(fields, set);
  }
  return set;
}

function decodeNode(fields: unknown, depth: number): FieldSet {
  if (!isJsonObject(fields)) throw new TypedError('fields must be objects');
  if (depth > MAX_DEPTH) throw new TypedError('fields are nested too deep');
  const node = new FieldSetBuilder();
  for (const key of Object.keys(fields)) {
    if (key === SELF) node.owned = true;
    else attachDecoded(node, key, fields[key], depth);
  }
  if (node.children.size === 0) node.owned = true;
  return node;
}

function attachDecoded(node: FieldSetBuilder, key: string, fields: unknown, depth: number): void {
  const element = normalizeElement(key);
  if (element === undefined) return;
  const child = decodeNode(fields, depth + 1);
  const before = node.children.get(element);
  node.attach(element, before ? union(before, child) : child);
}

/** The same object for the same set, every time. */
export function encodeFields(set: FieldSet): JsonObject {
  let fields = encoded.get(set);
  if (!fields) {
    fields = encodeChildren(set, {});
    encoded.set(set, fields);
    decoded.set(fields, set);
  }
  return fields;
}

function encodeChildren(set: FieldSet, into: JsonObject): JsonObject {
  for (const element of sortElements(set.children.keys())) {
    const child = set.children.get(element)!;
    const isMixed = child.owned && child.children.size > 0;
    into[element] = encodeChildren(child, isMixed ? { [SELF]: {} } : {});
  }
  return into;
}
