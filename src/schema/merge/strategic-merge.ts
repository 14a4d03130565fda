/** Strategic merge patch: a merge that knows from the schema which lists merge by key (apimachinery's strategicpatch). */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { getOwn, setOwn } from '../../util/json-value.ts';
import { cannotUnmarshal, GO_OBJECT } from '../patch/cannot-unmarshal.ts';
import type { FieldSchema, ListSchema, ObjectSchema, Schema } from '../schema.ts';
import { PATCH, type PatchParts, retainKeys, splitPatch, withoutDirectives } from './directives.ts';
import { identityBy, orderMerged } from './element-order.ts';
import { deleteScalars, mergeList } from './merge-list.ts';
import { badArgument, badElementOrder, noSuchField, orderMismatch, unknownDirective } from './patch-errors.ts';

/**
 * The original with the patch merged into it. Neither argument is changed; what the patch does not touch is shared with
 * the original.
 * @throws StatusError for a patch that cannot be merged
 */
export function strategicMerge(original: JsonObject, patch: unknown, schema: ObjectSchema): JsonObject {
  // Go reads null as an object with nothing in it.
  if (patch === null) return original;
  if (!isJsonObject(patch)) throw badRequest(cannotUnmarshal(patch, GO_OBJECT));
  return mergeObject(original, patch, schema);
}

function mergeObject(original: JsonObject, patch: JsonObject, schema: Schema): JsonObject {
  if (Object.hasOwn(patch, PATCH)) return directed(patch);
  const parts = splitPatch(patch);
  const merged: JsonObject = { ...original };
  retainKeys(merged, parts);
  const ordered = mergeOrderedLists(merged, parts, schema);
  for (const key of Object.keys(parts.fields)) {
    if (!ordered.has(key)) mergeField(merged, key, parts.fields[key], schema);
  }
  for (const [key, toDelete] of parts.deletions) deleteFromList(merged, key, toDelete);
  return merged;
}

function directed(patch: JsonObject): JsonObject {
  const { [PATCH]: directive, ...fields } = patch;
  if (directive === 'replace') return fields;
  if (directive === 'delete') return {};
  throw unknownDirective(directive, patch);
}

function mergeField(merged: JsonObject, key: string, value: unknown, parent: Schema): void {
  if (value === null) {
    delete merged[key];
    return;
  }
  const before = getOwn(merged, key);
  if (isJsonObject(before) && isJsonObject(value))
    setOwn(merged, key, mergeStruct(before, value, fieldOf(parent, key)));
  else if (Array.isArray(before) && Array.isArray(value))
    setOwn(merged, key, mergeLists(before, value, fieldOf(parent, key).schema));
  else setOwn(merged, key, withoutDirectives(value));
}

function mergeStruct(before: JsonObject, value: JsonObject, { schema, patchStrategy }: FieldOf): JsonObject {
  if (schema.kind === 'any' || patchStrategy?.includes('replace')) return value;
  return mergeObject(before, value, schema);
}

function mergeLists(before: unknown[], value: unknown[], schema: Schema): unknown[] {
  if (schema.kind !== 'list' || !schema.patchStrategy?.includes('merge')) return value;
  return mergeList(before, value, schema, (original, patch) => mergeObject(original, patch, schema.items));
}

/** Absent lists have nothing to delete from. */
function deleteFromList(merged: JsonObject, key: string, toDelete: unknown): void {
  const before = getOwn(merged, key);
  if (toDelete === null) delete merged[key];
  else if (Array.isArray(before) && Array.isArray(toDelete)) setOwn(merged, key, deleteScalars(before, toDelete));
}

/** Lists that come with a `$setElementOrder`. @returns the fields that are done */
function mergeOrderedLists(merged: JsonObject, parts: PatchParts, parent: Schema): ReadonlySet<string> {
  const done = new Set<string>();
  for (const [key, order] of parts.elementOrders) {
    const before = listOrNothing(getOwn(merged, key));
    const patch = listOrNothing(getOwn(parts.fields, key));
    const wanted = listOrNothing(order);
    const { schema } = fieldOf(parent, key);
    if (!wanted || schema.kind !== 'list') throw badElementOrder();
    checkOrder(patch ?? [], wanted, schema.patchMergeKey);
    if (!before && !patch) continue;
    const list = before && patch ? mergeLists(before, patch, schema) : (before ?? withoutDirectives(patch));
    setOwn(merged, key, reorder(list, wanted, before ?? [], schema));
    done.add(key);
  }
  return done;
}

function reorder(list: unknown[], order: unknown[], before: unknown[], schema: ListSchema): unknown[] {
  const isOfScalars = list.every((item) => !isJsonObject(item));
  return orderMerged(list, order, before, identityBy(isOfScalars ? undefined : schema.patchMergeKey));
}

/** The patch's items must stand in the order that they ask for. */
function checkOrder(patch: unknown[], order: unknown[], mergeKey: string | undefined): void {
  if (patch.length === 0 || order.length === 0) return;
  const identity = identityBy(mergeKey);
  const items = patch.filter((item) => !(isJsonObject(item) && Object.hasOwn(item, PATCH)));
  let next = 0;
  for (const item of order) if (next < items.length && identity(items[next]) === identity(item)) next++;
  if (next < items.length) throw orderMismatch(patch, order);
}

function listOrNothing(value: unknown): unknown[] | undefined {
  if (value !== undefined && !Array.isArray(value)) throw badArgument([], value);
  return value;
}

type FieldOf = Pick<FieldSchema, 'schema' | 'patchStrategy'>;

function fieldOf(parent: Schema, key: string): FieldOf {
  if (parent.kind === 'map') return { schema: parent.values };
  const field = parent.kind === 'object' ? parent.fields.get(key) : undefined;
  if (!field) throw noSuchField(parent.kind === 'object' ? parent.typeName : parent.kind, key);
  return field;
}
