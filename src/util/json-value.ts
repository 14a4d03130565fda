/** Work on JSON values whose keys a client chose. */

/**
 * `target[key] = value` for a key that a client chose. Threat: assigned plainly, `__proto__` would replace the target's
 * prototype instead of becoming a key.
 */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** `object[key]`, blind to what the prototype holds. */
export function getOwn(object: Record<string, any>, key: string): any {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether two JSON values are the same. A member that is undefined counts as absent. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return equalLists(left, right);
  return equalObjects(left as Record<string, unknown>, right as Record<string, unknown>);
}

function equalLists(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item, index) => equalJson(item, right[index]));
}

function equalObjects(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  for (const key of Object.keys(left)) {
    if (!equalJson(left[key], getOwn(right, key))) return false;
  }
  for (const key of Object.keys(right)) {
    if (right[key] !== undefined && getOwn(left, key) === undefined) return false;
  }
  return true;
}
