/** JSON in and out: integers of 64 bits round-trip, and what no string of Kubernetes may hold is refused. */
import { isUtf8 } from 'node:buffer';
import { type JsonScan, JsonScanner } from './json-scan.ts';
import { jsonSyntaxFault } from './json-syntax.ts';
import type { Json } from './object.ts';
import { requestEntityTooLarge } from './status.ts';

/** Containers inside containers. Everything that walks an object recursively relies on it. */
export const MAX_JSON_DEPTH = 500;

/**
 * Bounds how long one body can hold up the others: everything that is done with it costs time for each value. Kinds whose
 * objects never have as many are bounded closer (`MAX_OBJECT_VALUES`).
 */
export const MAX_JSON_VALUES = 50_000;

/** Of an object, unless its kind says otherwise. */
export const MAX_OBJECT_VALUES = 20_000;

/** The text is not JSON that this server takes; the message is for the client. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * A number whose text says more than its value: `1.0` is no integer in Go, `1e3` is another quantity than `1000`.
 * Only `parseJsonDocument` makes them, where it is asked to.
 */
export class NumberLiteral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface JsonDocument {
  readonly value: Json;
  readonly scan: JsonScan;
}

/** @throws JsonError; StatusError 413 for too many values */
export function parseJson(bytes: Uint8Array, maxValues = MAX_JSON_VALUES): Json {
  return parseJsonDocument(bytes, maxValues).value;
}

/** @throws JsonError; StatusError 413 for too many values */
export function parseJsonDocument(bytes: Uint8Array, maxValues = MAX_JSON_VALUES): JsonDocument {
  return readDocument(bytes, maxValues, plainNumber);
}

/** As `parseJsonDocument`, with the text of numbers that have a fraction, an exponent or more than 64 bits kept as `NumberLiteral`. */
export function parseJsonWithLiterals(bytes: Uint8Array, maxValues = MAX_JSON_VALUES): JsonDocument {
  return readDocument(bytes, maxValues, literalNumber);
}

/** @throws StatusError 413 */
export function refuseTooManyValues(values: number, maxValues: number): void {
  if (values > maxValues) throw requestEntityTooLarge(`too many JSON values, limit is ${maxValues}`);
}

type NumberReader = (text: string) => unknown;

function readDocument(bytes: Uint8Array, maxValues: number, readNumber: NumberReader): JsonDocument {
  if (!isUtf8(bytes)) throw new JsonError('invalid UTF-8 in JSON text');
  const scan = new JsonScanner(bytes).scan();
  if (scan.depth > MAX_JSON_DEPTH) throw new JsonError('exceeded max depth');
  refuseTooManyValues(scan.values + scan.delicateNumbers.length, maxValues);
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = body.toString('utf8');
  try {
    if (scan.hasUnicodeEscapes) checkEscapes(text);
    if (scan.delicateNumbers.length === 0) return { value: JSON.parse(text), scan };
    return { value: readNumbers(JSON.parse(quoteNumbers(body, scan.delicateNumbers)), readNumber), scan };
  } catch (error) {
    if (error instanceof SyntaxError) throw new JsonError(jsonSyntaxFault(text) ?? error.message);
    throw error;
  }
}

const BACKSLASH = '\\';

/** NUL, and halves of surrogate pairs, which have no UTF-8. A malformed escape is left to the parser. */
function checkEscapes(text: string): void {
  /** Where the second half of a pair must stand. */
  let expected = -1;
  for (let at = text.indexOf(BACKSLASH); at >= 0; ) {
    const unit = text[at + 1] === 'u' ? Number.parseInt(text.slice(at + 2, at + 6), 16) : -1;
    if (unit === 0) throw new JsonError('invalid NUL character in string literal');
    if (isBetween(unit, 0xdc00, 0xdfff) !== (at === expected)) throw loneSurrogate();
    const next = at + (unit < 0 ? 2 : 6);
    expected = isBetween(unit, 0xd800, 0xdbff) ? next : -1;
    at = text.indexOf(BACKSLASH, next);
    if (expected >= 0 && at !== expected) throw loneSurrogate();
  }
}

function isBetween(unit: number, first: number, last: number): boolean {
  return unit >= first && unit <= last;
}

function loneSurrogate(): JsonError {
  return new JsonError('invalid surrogate pair in string literal');
}

/**
 * The text with these numbers as strings that start with NUL, which no string of a client can. A reviver would find
 * them too, at many times the price for every value of the body.
 */
function quoteNumbers(body: Buffer, numbers: readonly number[]): string {
  // One character a byte, so that the scan's positions hold.
  const source = body.toString('latin1');
  const pieces: string[] = [];
  let done = 0;
  for (let index = 0; index < numbers.length; index += 2) {
    const [start, end] = [numbers[index]!, numbers[index + 1]!];
    pieces.push(source.slice(done, start), '"\\u0000', source.slice(start, end), '"');
    done = end;
  }
  pieces.push(source.slice(done));
  return Buffer.from(pieces.join(''), 'latin1').toString('utf8');
}

function readNumbers(value: any, readNumber: NumberReader): any {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? readNumber(value.slice(1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  // Every key is an own property, `__proto__` too: assigning to it sets that property.
  for (const key of Object.keys(value)) value[key] = readNumbers(value[key], readNumber);
  return value;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

function plainNumber(text: string): number | bigint {
  if (!NUMBER.test(text)) throw new SyntaxError(`${text} is no number`);
  const double = Number(text);
  // Infinity would be written as null.
  if (!Number.isFinite(double))
    throw new JsonError(`json: cannot unmarshal number ${text} into Go value of type float64`);
  if (Number.isSafeInteger(double) || !INTEGER.test(text)) return double;
  const exact = BigInt(text);
  return exact >= INT64_MIN && exact <= INT64_MAX ? exact : double;
}

function literalNumber(text: string): number | bigint | NumberLiteral {
  const number = plainNumber(text);
  const isExact = INTEGER.test(text) && (typeof number === 'bigint' || Number.isSafeInteger(number));
  return isExact ? number : new NumberLiteral(text);
}

/** The keys of all objects inside: fewer than its text has (`JsonScan.keys`) when that repeats some. */
export function countKeys(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce((sum: number, item: Json) => sum + countKeys(item), Array.isArray(value) ? 0 : items.length);
}

/** The values inside a value, at any depth. */
export function countValues(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items: Json[] = Object.values(value);
  return items.reduce((sum: number, item: Json) => sum + countValues(item), items.length);
}

/**
 * JSON text of a value that may hold bigints.
 * @param space by which each level of it is indented, on lines of its own
 */
export function encodeJson(value: unknown, space?: string): string {
  try {
    return JSON.stringify(value, undefined, space);
  } catch (error) {
    // Looking for bigints first would cost every object what only very few need.
    if (error instanceof TypeError) return JSON.stringify(value, bigintAsNumber, space);
    throw error;
  }
}

/** Of ES2025; TypeScript's library does not have it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJSON(String(value)) : value;
}
