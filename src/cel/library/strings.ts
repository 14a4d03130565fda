/** More functions on strings (cel-go's ext.Strings, version 2). Offsets count code points. */
import { DYN, INT, listOf, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { NO_SUCH_OVERLOAD } from '../eval/access.ts';
import { STRING_FACTOR, sizeOf, traversal } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { codePointLength, unitOffset } from '../values/text.ts';
import { EvaluationError, type Result, type Value } from '../values/value.ts';
import { type FormatStyle, formatText } from './format.ts';
import { type Cost, global, member, type Overload, scanning } from './function.ts';
import { quoteText } from './quote.ts';

function outOfRange(index: bigint): EvaluationError {
  return new EvaluationError(`index out of range: ${index}`);
}

/** The UTF-16 offset of a code point's index, or an error where the text is shorter. */
function offsetOf(text: string, index: bigint): number | EvaluationError {
  const offset = index < 0n || index > BigInt(text.length) ? undefined : unitOffset(text, Number(index));
  return offset ?? outOfRange(index);
}

function charAt(text: string, index: bigint): Result {
  const offset = offsetOf(text, index);
  if (typeof offset !== 'number') return offset;
  return offset === text.length ? '' : String.fromCodePoint(text.codePointAt(offset)!);
}

function indexOf(text: string, part: string, from: bigint): Result {
  const offset = offsetOf(text, from);
  if (typeof offset !== 'number') return offset;
  if (part === '') return from;
  return indexAt(text, text.indexOf(part, offset));
}

function lastIndexOf(text: string, part: string, from?: bigint): Result {
  const offset = from === undefined ? text.length : offsetOf(text, from);
  if (typeof offset !== 'number') return offset;
  return indexAt(text, text.lastIndexOf(part, offset));
}

function indexAt(text: string, offset: number): bigint {
  return offset < 0 ? -1n : BigInt(codePointLength(text.slice(0, offset)));
}

function substring(text: string, start: bigint, end?: bigint): Result {
  if (end !== undefined && start > end) {
    return new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  const from = offsetOf(text, start);
  if (typeof from !== 'number') return from;
  const to = end === undefined ? text.length : offsetOf(text, end);
  return typeof to === 'number' ? text.slice(from, to) : to;
}

/** The first `limit` occurrences; all of them below zero. An empty part is found around every character. */
function replace(text: string, part: string, by: string, limit: bigint, meter: Meter): Result {
  const pieces = splitAll(text, part);
  if (part === '') pieces.push('');
  if (part === '') pieces.unshift('');
  const count = limit < 0n || limit >= BigInt(pieces.length - 1) ? pieces.length - 1 : Number(limit);
  meter.work(text.length + count * (by.length + WORK_PER_PIECE));
  return (
    pieces
      .slice(0, count)
      .map((piece) => piece + by)
      .join('') + pieces.slice(count).join(part)
  );
}

/** Each is a text of its own. */
const WORK_PER_PIECE = 10;

function splitAll(text: string, separator: string): string[] {
  return separator === '' ? [...text] : text.split(separator);
}

/** At most `limit` pieces, the last holding the rest; all below zero. */
function split(text: string, separator: string, limit: bigint, meter: Meter): string[] {
  if (limit === 0n) return [];
  const pieces = splitAll(text, separator);
  meter.work(text.length + pieces.length * WORK_PER_PIECE);
  if (limit < 0n || limit >= BigInt(pieces.length)) return pieces;
  const kept = pieces.slice(0, Number(limit) - 1);
  return [...kept, pieces.slice(kept.length).join(separator)];
}

function join(list: readonly Value[], separator: string, meter: Meter): Result {
  for (const item of list) {
    if (typeof item !== 'string') return NO_SUCH_OVERLOAD;
    meter.work(item.length + separator.length);
  }
  const text = list.join(separator);
  meter.charge(traversal(sizeOf(text), 2));
  return text;
}

// What Go's unicode.IsSpace takes for space, which is not what String.trim does.
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`);
const SPACE_CHARACTER = new RegExp(SPACE);

function trim(text: string): string {
  let end = text.length;
  // A pattern for the end would be tried at every space of the text: quadratic.
  while (end > 0 && SPACE_CHARACTER.test(text[end - 1]!)) end -= 1;
  return text.slice(0, end).replace(LEADING, '');
}

const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** As Kubernetes has it for lists too: rounded down. */
const searching: Cost = (text) => Math.floor(sizeOf(text) * STRING_FACTOR);
const once: Cost = (text) => traversal(sizeOf(text));
const twice: Cost = (text) => traversal(sizeOf(text), 2);
/** What joining costs is known when it is done. */
const later: Cost = () => 0;
const TEXTS = listOf(STRING);

const SEARCHING: readonly Overload[] = [
  ...member('charAt', ['string_char_at_int', [STRING, INT], STRING, scanning(charAt)]),
  ...member(
    'indexOf',
    [
      'string_index_of_string',
      [STRING, STRING],
      INT,
      (text: string, part: string) => indexOf(text, part, 0n),
      searching,
    ],
    ['string_index_of_string_int', [STRING, STRING, INT], INT, indexOf, searching],
  ),
  ...member(
    'lastIndexOf',
    [
      'string_last_index_of_string',
      [STRING, STRING],
      INT,
      (text: string, part: string) => lastIndexOf(text, part),
      searching,
    ],
    ['string_last_index_of_string_int', [STRING, STRING, INT], INT, lastIndexOf, searching],
  ),
  ...member(
    'substring',
    ['string_substring_int', [STRING, INT], STRING, (text: string, start: bigint) => substring(text, start), once],
    ['string_substring_int_int', [STRING, INT, INT], STRING, substring, once],
  ),
];

type Replacing = readonly [text: string, part: string, by: string, meter: Meter];

const CHANGING: readonly Overload[] = [
  ...member('lowerAscii', ['string_lower_ascii', [STRING], STRING, lower, once]),
  ...member('upperAscii', ['string_upper_ascii', [STRING], STRING, upper, once]),
  ...member('trim', ['string_trim', [STRING], STRING, trim, once]),
  ...member(
    'replace',
    [
      'string_replace_string_string',
      [STRING, STRING, STRING],
      STRING,
      (...[text, part, by, meter]: Replacing) => replace(text, part, by, -1n, meter),
      twice,
    ],
    ['string_replace_string_string_int', [STRING, STRING, STRING, INT], STRING, replace, twice],
  ),
  ...global('strings.quote', ['strings_quote', [STRING], STRING, scanning(quoteText)]),
];

const LISTS: readonly Overload[] = [
  ...member(
    'split',
    [
      'string_split_string',
      [STRING, STRING],
      TEXTS,
      (text: string, by: string, meter: Meter) => split(text, by, -1n, meter),
      twice,
    ],
    ['string_split_string_int', [STRING, STRING, INT], TEXTS, split, twice],
  ),
  ...member(
    'join',
    ['list_join', [TEXTS], STRING, (list: readonly Value[], meter: Meter) => join(list, '', meter), later],
    ['list_join_string', [TEXTS, STRING], STRING, join, later],
  ),
];

/** With the way in which `format` writes values. */
export function stringsLibrary(style: FormatStyle): Library {
  const format = (text: string, args: readonly Value[], meter: Meter) => formatText(text, args, style, meter);
  return {
    functions: [
      ...SEARCHING,
      ...CHANGING,
      ...LISTS,
      ...member('format', ['string_format', [STRING, listOf(DYN)], STRING, format]),
    ],
  };
}
