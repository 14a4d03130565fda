import { MAX_JSON_DEPTH } from '../../api/json.ts';
import { unprocessable } from '../../api/status.ts';
import { setOwn } from '../../util/json-value.ts';

/**
 * A deep copy whose objects have no prototype. Threat: a patch library looks paths up with `object[key]`, where
 * `constructor` or `toString` would find what Object.prototype holds.
 * @throws StatusError 422 for a value nested too deep
 */
export function isolate(value: any): any {
  return deepCopy(value, 0, () => Object.create(null));
}

/** The way back: ordinary objects again. */
export function restore(value: any): any {
  return deepCopy(value, 0, () => ({}));
}

function deepCopy(value: any, depth: number, empty: () => any): any {
  if (typeof value !== 'object' || value === null) return value;
  // Threat: copies of copies nest twice as deep each time, until some recursive walk overflows the stack.
  if (depth > MAX_JSON_DEPTH) throw unprocessable();
  if (Array.isArray(value)) return value.map((item) => deepCopy(item, depth + 1, empty));
  const copy = empty();
  for (const key of Object.keys(value)) setOwn(copy, key, deepCopy(value[key], depth + 1, empty));
  return copy;
}

const LEAST_SIZE = 64;

/** About how many bytes a value takes in memory; stops counting past `limit`. */
export function approximateSize(value: any, limit: number): number {
  if (typeof value === 'string') return Math.max(value.length, LEAST_SIZE);
  if (typeof value !== 'object' || value === null) return LEAST_SIZE;
  let size = LEAST_SIZE;
  for (const key of Object.keys(value)) {
    size += (Array.isArray(value) ? 0 : key.length) + approximateSize(value[key], limit - size);
    if (size > limit) break;
  }
  return size;
}
