/** Which operation of a JSON patch cannot be done. */
import type { JsonObject } from '../../api/object.ts';
import { applyJsonPatch } from './json-patch.ts';

/**
 * The position of the first that cannot be done, of operations that cannot all be done. Done from the start, more and
 * more of them fail: the least number that does is found by halving.
 */
export function firstFailing(object: JsonObject, operations: readonly unknown[]): number {
  let last = 0;
  let most = operations.length;
  while (last + 1 < most) {
    const middle = (last + most) >> 1;
    if (canDo(object, operations.slice(0, middle))) last = middle;
    else most = middle;
  }
  return most - 1;
}

function canDo(object: JsonObject, operations: readonly unknown[]): boolean {
  try {
    applyJsonPatch(object, operations);
    return true;
  } catch {
    return false;
  }
}
