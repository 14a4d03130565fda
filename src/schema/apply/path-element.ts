/**
 * The steps of a field path, in the one form that FieldsV1 gives them: `f:` a field's name, `k:` the key of an item of an
 * associative list, `v:` the value of an item of a set, `i:` an index. Equal steps are equal strings.
 */
import { goQuote } from '../../api/go-format.ts';
import { parseJson } from '../../api/json.ts';
import { isJsonObject, type Json } from '../../api/object.ts';
import { goJson } from './go-json.ts';
import { TypedError } from './typed-error.ts';

export function fieldElement(name: string): string {
  return `f:${name}`;
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
  if (!Number.isSafeInteger(index) || text.length === 2) throw malformed(text);
  return `i:${index}`;
}

/** Remembered, for the few keys of a cluster's objects come again and again. */
const normalized = new Map<string, string>();
const MAX_REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 256;

function normalizeValue(text: string): string {
  const known = normalized.get(text);
  if (known !== undefined) return known;
  const value = parse(text);
  const isElement = text[0] === 'k' ? isJsonObject(value) && Object.values(value).every(isScalar) : isScalar(value);
  if (!isElement) throw malformed(text);
  const result = text.slice(0, 2) + goJson(value);
  if (normalized.size >= MAX_REMEMBERED) normalized.clear();
  if (text.length < LONGEST_REMEMBERED) normalized.set(text, result);
  return result;
}

/** Keys and members of sets are; so a client's element does not nest. */
function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function parse(element: string): Json {
  try {
    return parseJson(Buffer.from(element.slice(2)));
  } catch {
    throw malformed(element);
  }
}

function malformed(element: string): TypedError {
  return new TypedError(`invalid path element: ${element}`);
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
  if (sorted.every(isField)) return isSorted(sorted) ? sorted : sorted.sort();
  const ranked = sorted.map(rankOf);
  if (ranked.every((element, index) => index === 0 || compareRanked(ranked[index - 1]!, element) <= 0)) return sorted;
  return ranked.sort(compareRanked).map(({ element }) => element);
}

interface Ranked {
  readonly element: string;
  readonly rank: number;
  readonly parts: readonly unknown[];
}

function rankOf(element: string): Ranked {
  return { element, rank: KINDS.indexOf(element[0]!), parts: partsOf(element) };
}

function compareRanked(left: Ranked, right: Ranked): number {
  return left.rank - right.rank || compareParts(left.parts, right.parts);
}

function isField(element: string): boolean {
  return element.charCodeAt(0) === 102;
}

/** Objects often come with their names in order. */
function isSorted(elements: readonly string[]): boolean {
  for (let i = 1; i < elements.length; i++) if (elements[i - 1]! > elements[i]!) return false;
  return true;
}

const KINDS = 'fkvi';
/** One key, or a value, that is text without escapes: most are, and parsing takes several times as long. */
const SIMPLE = /^(?:v:|k:\{"([^"\\]*)":)"([^"\\]*)"\}?$/;

/** What an element is ordered by: its name, its value, or its key's names and values in turn. */
function partsOf(element: string): unknown[] {
  if (element[0] === 'f') return [element];
  const simple = SIMPLE.exec(element);
  if (simple) return simple[1] === undefined ? [simple[2]] : [simple[1], simple[2]];
  const value: unknown = JSON.parse(element.slice(2));
  return element[0] === 'k' ? Object.entries(value as object).flat() : [value];
}

function compareParts(left: readonly unknown[], right: readonly unknown[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const order = compareScalars(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const TYPES = ['number', 'string', 'boolean', 'object'];

/** Numbers, then strings, booleans and null. */
function compareScalars(left: unknown, right: unknown): number {
  if (left === right) return 0;
  const byType = typeof left === typeof right ? 0 : TYPES.indexOf(typeof left) - TYPES.indexOf(typeof right);
  return byType || ((left as number) < (right as number) ? -1 : 1);
}
