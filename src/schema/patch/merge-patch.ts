/** JSON merge patch (RFC 7386). */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { getOwn, setOwn } from '../../util/json-value.ts';
import { cannotUnmarshal, GO_OBJECT } from './cannot-unmarshal.ts';

/**
 * The object with the patch merged into it. Neither argument is changed; what the patch does not touch is shared with
 * the object.
 * @throws StatusError 400 when the patch is not an object
 */
export function applyMergePatch(object: JsonObject, patch: unknown): JsonObject {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  if (!isJsonObject(patch)) throw badRequest(`error decoding patch: ${cannotUnmarshal(patch, GO_OBJECT)}`);
  return merge(object, patch);
}

function merge(target: unknown, patch: JsonObject): JsonObject {
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete merged[key];
    else setOwn(merged, key, isJsonObject(value) ? merge(getOwn(merged, key), value) : pruned(value));
  }
  return merged;
}

/** What replaces has no nulls in its objects; they stay among the items of lists. */
function pruned(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) => (isJsonObject(item) ? merge(undefined, item) : pruned(item)));
}
