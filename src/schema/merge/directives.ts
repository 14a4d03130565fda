/** The directives of a strategic merge patch: members of a patch that steer the merge. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { setOwn } from '../../util/json-value.ts';
import { badElementOrder, badPrimitiveList, badRetainKeys } from './patch-errors.ts';

export const PATCH = '$patch';
export const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
const ELEMENT_ORDER = '$setElementOrder';

/** One object of a patch, its directives told apart from its fields. */
export interface PatchParts {
  readonly fields: JsonObject;
  readonly retainKeys: unknown;
  /** By the list's field. */
  readonly elementOrders: ReadonlyMap<string, unknown>;
  readonly deletions: ReadonlyMap<string, unknown>;
}

/** @throws StatusError 400 for a directive without its field */
export function splitPatch(patch: JsonObject): PatchParts {
  const fields: JsonObject = {};
  const elementOrders = new Map<string, unknown>();
  const deletions = new Map<string, unknown>();
  for (const key of Object.keys(patch)) {
    if (key.startsWith(ELEMENT_ORDER)) elementOrders.set(fieldNamed(key, ELEMENT_ORDER, badElementOrder), patch[key]);
    else if (key.startsWith(DELETE_FROM_LIST))
      deletions.set(fieldNamed(key, DELETE_FROM_LIST, badPrimitiveList), patch[key]);
    else if (key !== RETAIN_KEYS && key !== PATCH) setOwn(fields, key, patch[key]);
  }
  return { fields, retainKeys: patch[RETAIN_KEYS], elementOrders, deletions };
}

function fieldNamed(key: string, prefix: string, error: () => Error): string {
  if (key[prefix.length] !== '/') throw error();
  return key.slice(prefix.length + 1);
}

/**
 * Drops from `target` what `$retainKeys` does not name.
 * @throws StatusError 400 when the patch sets a field that it does not retain
 */
export function retainKeys(target: JsonObject, { fields, retainKeys: names }: PatchParts): void {
  if (names === undefined) return;
  if (!Array.isArray(names)) throw badRetainKeys();
  const retained = new Set(names);
  if (Object.keys(fields).some((key) => fields[key] !== null && !retained.has(key))) throw badRetainKeys();
  for (const key of Object.keys(target)) if (!retained.has(key)) delete target[key];
}

/** A patch's value where there is nothing to merge it with: without its directives and nulls. */
export function withoutDirectives(value: any): any {
  if (Array.isArray(value)) return value.filter((item) => !hasDirective(item)).map(withoutDirectives);
  if (!isJsonObject(value)) return value;
  const clean: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== null && !isDirective(key)) setOwn(clean, key, withoutDirectives(value[key]));
  }
  return clean;
}

export function hasDirective(item: unknown): boolean {
  return isJsonObject(item) && Object.hasOwn(item, PATCH);
}

function isDirective(key: string): boolean {
  return (
    key === PATCH ||
    key === RETAIN_KEYS ||
    key.startsWith(`${ELEMENT_ORDER}/`) ||
    key.startsWith(`${DELETE_FROM_LIST}/`)
  );
}
