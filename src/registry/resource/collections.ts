import { duplicate, type FieldError, type FieldPath, tooMany } from '../../api/field.ts';

type Rule<T> = (item: T, path: FieldPath) => FieldError[];

/** A list of at most `maximum` items, each judged on its own. Of a longer one nothing else is told. */
export function validateList<T>(
  items: readonly T[] = [],
  maximum: number,
  rule: Rule<T>,
  path: FieldPath,
): FieldError[] {
  if (items.length > maximum) return [tooMany(path, items.length, maximum)];
  return items.flatMap((item, position) => rule(item, path.index(position)));
}

/**
 * A list in which no two items have the same key.
 * @param shown the key as messages show it, where that is not the key itself
 */
export function validateSet<T>(
  given: readonly T[] | null | undefined,
  maximum: number,
  rule: Rule<T>,
  key: (item: T) => string,
  path: FieldPath,
  shown: (key: string) => unknown = (key) => key,
): FieldError[] {
  const items = given ?? [];
  const errors = validateList(items, maximum, rule, path);
  return items.length > maximum ? errors : [...errors, ...validateUnique(items.map(key), path, shown)];
}

export function validateUnique(
  keys: readonly string[],
  path: FieldPath,
  shown: (key: string) => unknown = (key) => key,
): FieldError[] {
  const seen = new Set<string>();
  return keys.flatMap((key, position) => {
    if (seen.has(key)) return [duplicate(path.index(position), shown(key))];
    seen.add(key);
    return [];
  });
}

/** A map, each of whose entries is judged on its own. */
export function validateMap<T>(
  map: Readonly<Record<string, T>> = {},
  maximum: number,
  longestKey: number,
  rule: (key: string, value: T, path: FieldPath) => FieldError[],
  path: FieldPath,
): FieldError[] {
  const entries = Object.entries(map);
  if (entries.length > maximum) return [tooMany(path, entries.length, maximum)];
  return entries.flatMap(([key, value]) => rule(key, value, path.key(shortened(key, longestKey))));
}

const ELLIPSIS = '...';

/** Keys that are longer than any valid one are shown without their middle. */
function shortened(key: string, longest: number): string {
  if (key.length <= longest) return key;
  const remaining = longest - ELLIPSIS.length;
  return key.slice(0, Math.ceil(remaining / 2)) + ELLIPSIS + key.slice(key.length - Math.floor(remaining / 2));
}
