import { duplicate, type FieldError, type FieldPath, tooMany } from '../../api/field.ts';

type Rule<T> = (item: T, path: FieldPath) => FieldError[];

/** A list of at most `maximum` items, each judged on its own. */
export function validateList<T>(
  items: readonly T[] = [],
  maximum: number,
  rule: Rule<T>,
  path: FieldPath,
): FieldError[] {
  const errors = items.length > maximum ? [tooMany(path, items.length, maximum)] : [];
  return [...errors, ...items.flatMap((item, position) => rule(item, path.index(position)))];
}

/** A list in which no two items have the same key. */
export function validateSet<T>(
  items: readonly T[] = [],
  maximum: number,
  rule: Rule<T>,
  key: (item: T) => string,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  const judge: Rule<T> = (item, at) => {
    const name = key(item);
    const repeated = seen.has(name);
    seen.add(name);
    return [...rule(item, at), ...(repeated ? [duplicate(at, name)] : [])];
  };
  return validateList(items, maximum, judge, path);
}
