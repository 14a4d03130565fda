/** Merging lists whose patch strategy is `merge`. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { unknownError, unprocessable } from '../../api/status.ts';
import type { ListSchema } from '../schema.ts';
import { hasDirective, PATCH, withoutDirectives } from './directives.ts';
import { identityBy, orderMerged } from './element-order.ts';
import { mixedElements, noMergeKey, unknownDirective } from './patch-errors.ts';

/** Merges an item of the patch into the item of the same key. */
export type MergeItem = (original: JsonObject, patch: JsonObject) => JsonObject;

export function mergeList(original: unknown[], patch: unknown[], schema: ListSchema, mergeItem: MergeItem): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (!holdsObjects(original, patch)) return mergeScalars(original, patch);
  const key = schema.patchMergeKey;
  if (key === undefined) throw unknownError('cannot merge lists without merge key for type struct');
  return mergeObjects(original, patch as JsonObject[], key, mergeItem);
}

export function deleteScalars(original: unknown[], toDelete: unknown[]): unknown[] {
  const gone = new Set(toDelete);
  return original.filter((item) => !gone.has(item));
}

function mergeScalars(original: unknown[], patch: unknown[]): unknown[] {
  return orderMerged([...new Set([...original, ...patch])], patch, original, identityBy(undefined));
}

function mergeObjects(original: unknown[], patch: JsonObject[], key: string, mergeItem: MergeItem): unknown[] {
  const plain = patch.filter((item) => !hasDirective(item));
  const kept = applyDirectives(original, patch, key);
  if (kept === 'replaced') return withoutDirectives(plain);
  return orderMerged(mergeItems(kept, plain, key, mergeItem), plain, kept, identityBy(key));
}

/** `$patch: delete` and `$patch: replace` items. @returns the items of the original that are left */
function applyDirectives(original: unknown[], patch: JsonObject[], key: string): unknown[] | 'replaced' {
  const gone = new Set<unknown>();
  let replaced = false;
  for (const item of patch.filter(hasDirective)) {
    if (item[PATCH] === 'replace') replaced = true;
    else if (item[PATCH] === 'merge') throw unknownError('merging lists cannot yet be specified in the patch');
    else if (item[PATCH] !== 'delete') throw unknownDirective(item[PATCH], item);
    else if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
    else gone.add(item[key]);
  }
  if (replaced) return 'replaced';
  return gone.size === 0 ? original : original.filter((item) => !gone.has((item as JsonObject)[key]));
}

function mergeItems(original: unknown[], patch: JsonObject[], key: string, mergeItem: MergeItem): unknown[] {
  const identity = identityBy(key);
  const merged = [...original];
  const indices = new Map<unknown, number>();
  for (const [index, item] of merged.entries()) {
    const id = (item as JsonObject)[key];
    if (id !== undefined && !indices.has(id)) indices.set(id, index);
  }
  for (const item of patch) {
    const index = indices.get(identity(item));
    if (index !== undefined) merged[index] = mergeItem(merged[index] as JsonObject, item);
    else indices.set(identity(item), merged.push(withoutDirectives(item)) - 1);
  }
  return merged;
}

/** @throws StatusError when the items of both lists are not all objects or all of one scalar type */
function holdsObjects(...lists: unknown[][]): boolean {
  const kinds = new Set(lists.flat().map(kindOf));
  if (kinds.has('list')) throw unprocessable();
  if (kinds.size > 1) throw mixedElements(lists);
  return kinds.has('object');
}

function kindOf(item: unknown): string {
  if (Array.isArray(item)) return 'list';
  return isJsonObject(item) ? 'object' : typeof item;
}
