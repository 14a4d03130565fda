/**
 * The steps of a field path, in the one form that FieldsV1 gives them: `f:` a field's name, `k:` the key of an item of an
 * associative list, `v:` the value of an item of a set, `i:` an index. Equal steps are equal strings.
 */
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject } from '../../api/object.ts';
import { goJson } from './go-json.ts';
import { TypedError } from './typed-error.ts';

export function fieldElement(name: string): string {
  return `f:${name}`;
}

/** @param key members sorted by name */
export function keyElement(key: readonly (readonly [name: string, value: unknown])[]): string {
  return `k:{${key.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join(',')}}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJson(value)}`;
}

/**
 * An element as someone else wrote it, in our form.
 * @returns undefined for a kind of element that is not known: later versions may have more
 * @throws TypedError for what is no element at all
 */
export function normalizeElement(text: string): string | undefined {
  if (text.length < 2) throw new TypedError('key must be 2 characters long:');
  if (text[1] !== ':') throw new TypedError(`missing colon: ${text}`);
  if (text[0] === 'f') return text;
  if (text[0] === 'i') return normalizeIndex(text);
  return text[0] === 'k' || text[0] === 'v' ? normalizeValue(text) : undefined;
}

function normalizeIndex(text: string): string {
  const index = Number(text.slice(2));
  if (!Number.isSafeInteger(index) || text.length === 2) throw new TypedError(`invalid index: ${text}`);
  return `i:${index}`;
}

/** Remembered, for the few keys of a cluster's objects come again and again. */
const normalized = new Map<string, string>();
const MAX_REMEMBERED = 10_000;

function normalizeValue(text: string): string {
  const known = normalized.get(text);
  if (known !== undefined) return known;
  const value = parse(text);
  if (text[0] === 'k' && !isJsonObject(value)) throw new TypedError(`invalid key: ${text}`);
  const result = text.slice(0, 2) + goJson(value);
  if (normalized.size >= MAX_REMEMBERED) normalized.clear();
  if (text.length < 256) normalized.set(text, result);
  return result;
}

function parse(element: string): unknown {
  try {
    return JSON.parse(element.slice(2));
  } catch {
    throw new TypedError(`invalid path element: ${element}`);
  }
}

/** How messages show a path: `.spec.containers[name="c"].image`. */
export function showPath(path: readonly string[]): string {
  return path.map(showElement).join('');
}

export function showElement(element: string): string {
  const rest = element.slice(2);
  if (element[0] === 'f') return `.${rest}`;
  if (element[0] === 'i') return `[${rest}]`;
  const value = parse(element);
  if (element[0] === 'v') return `[=${showScalar(value)}]`;
  const members = Object.entries(value as object).map(([name, inner]) => `${name}=${showScalar(inner)}`);
  return `[${members.join(',')}]`;
}

function showScalar(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : goJson(value);
}

/** The order in which FieldsV1 lists them: names, then keys, then values, then indices. */
export function sortElements(elements: Iterable<string>): string[] {
  const sorted = [...elements];
  if (sorted.length < 2) return sorted;
  if (sorted.every((element) => element.startsWith('f:'))) return sorted.sort();
  return sorted
    .map((element) => ({
      element,
      rank: 'fkvi'.indexOf(element[0]!),
      value: element[0] === 'f' ? element : parse(element),
    }))
    .sort((left, right) => left.rank - right.rank || compareValues(left.value, right.value))
    .map(({ element }) => element);
}

/** Numbers, then strings, booleans, lists, objects, null. */
function compareValues(left: unknown, right: unknown): number {
  const byType = typeRank(left) - typeRank(right);
  if (byType !== 0) return byType;
  if (Array.isArray(left) || isJsonObject(left))
    return compareMembers(Object.entries(left), Object.entries(right as object));
  return left === right || left === null ? 0 : (left as any) < (right as any) ? -1 : 1;
}

function compareMembers(left: [string, unknown][], right: [string, unknown][]): number {
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (!other) return 1;
    const order = compareValues(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function typeRank(value: unknown): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  return ['number', 'string', 'boolean', '', 'object'].indexOf(typeof value);
}
