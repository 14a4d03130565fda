import type { JsonObject } from '../../api/object.ts';
import { fillUnset } from '../fill-unset.ts';
import type { ObjectSchema } from '../schema.ts';

const zeroObjects = new WeakMap<ObjectSchema, JsonObject>();

/**
 * What upstream compares a new object with: its Go type's zero value. What is always shown is there from the start, so
 * creating an object does not make its creator the owner of `spec` as such, nor of what nobody set. Not to be changed.
 * Custom resources have no Go type: nothing is there from the start.
 */
export function zeroObject(kind: ObjectSchema): JsonObject {
  let zero = zeroObjects.get(kind);
  if (!zero) {
    zero = fillUnset({}, kind);
    zeroObjects.set(kind, zero);
  }
  return zero;
}
