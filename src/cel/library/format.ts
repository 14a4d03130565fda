/** `'%d of %s'.format([1, 'x'])`. Clauses and messages are cel-go's. */
import type { Meter } from '../eval/meter.ts';
import { formatDouble } from '../values/double.ts';
import { formatDuration, formatTimestamp } from '../values/time.ts';
import { typeName } from '../values/types-of.ts';
import {
  Duration,
  EvaluationError,
  isError,
  MapValue,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../values/value.ts';

/** How doubles, and what lists and maps hold, are written. */
export interface FormatStyle {
  fixed(value: number, precision: number): string;
  scientific(value: number, precision: number): string;
  /** Inside a list or map; `plain` is what `%s` gives for it. */
  element(value: Value, plain: string): string;
  readonly entrySeparator: string;
  /** Whether `%d` takes NaN and infinities. */
  readonly namedDecimals: boolean;
}

type Written = string | EvaluationError;
type Clause = (value: Value, precision: number, style: FormatStyle, meter: Meter) => Written;

const CLAUSE = /%(?:%|(?:\.([0-9]+))?([\s\S]?))/g;
const DEFAULT_PRECISION = 6;
/** Threat: a huge precision would be a huge text. */
const MAX_PRECISION = 100;

const WORK_PER_ELEMENT = 10;
/** Entries are looked up and sorted. */
const WORK_PER_ENTRY = 100;

export function formatText(text: string, args: readonly Value[], style: FormatStyle, meter: Meter): Written {
  meter.work(text.length);
  const written: string[] = [];
  let used = 0;
  let end = 0;
  for (const match of text.matchAll(CLAUSE)) {
    written.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const piece = match[0] === '%%' ? '%' : clause(match, args, used, style, meter);
    if (isError(piece)) return piece;
    if (match[0] !== '%%') used += 1;
    meter.work(piece.length);
    written.push(piece);
  }
  return written.join('') + text.slice(end);
}

function clause(
  match: RegExpMatchArray,
  args: readonly Value[],
  position: number,
  style: FormatStyle,
  meter: Meter,
): Written {
  const [, digits, letter = ''] = match;
  const write = CLAUSES.get(letter);
  if (!write)
    return unreadable(letter === '' ? 'unexpected end of string' : `unrecognized formatting clause "${letter}"`);
  if (position >= args.length) return new EvaluationError(`index ${position} out of range`);
  const precision = digits === undefined ? DEFAULT_PRECISION : Number(digits);
  if (precision > MAX_PRECISION) return unreadable(`precision ${digits} is too large`);
  return write(args[position]!, precision, style, meter);
}

function unreadable(problem: string): EvaluationError {
  return new EvaluationError(`could not parse formatting clause: ${problem}`);
}

function wrongType(rule: string, value: Value): EvaluationError {
  return new EvaluationError(`error during formatting: ${rule}, was given ${typeName(value)}`);
}

function integerOf(value: Value): bigint | undefined {
  return value instanceof Uint ? value.value : typeof value === 'bigint' ? value : undefined;
}

/** Doubles that are no numbers may be given by name. */
const NAMED: ReadonlyMap<Value, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function doubleOf(value: Value): number | undefined {
  return typeof value === 'number' ? value : NAMED.get(value);
}

function decimal(value: Value, _precision: number, style: FormatStyle): Written {
  if (style.namedDecimals && typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return integerOf(value)?.toString() ?? wrongType('decimal clause can only be used on integers', value);
}

function octal(value: Value): Written {
  return integerOf(value)?.toString(8) ?? wrongType('octal clause can only be used on integers', value);
}

function binary(value: Value): Written {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return integerOf(value)?.toString(2) ?? wrongType('only integers and bools can be formatted as binary', value);
}

function hexadecimal(value: Value): Written {
  if (typeof value === 'string' || value instanceof Uint8Array) return Buffer.from(value as string).toString('hex');
  const rule = 'only integers, byte buffers, and strings can be formatted as hex';
  return integerOf(value)?.toString(16) ?? wrongType(rule, value);
}

function upperHexadecimal(value: Value): Written {
  const written = hexadecimal(value);
  return isError(written) ? written : written.toUpperCase();
}

function doubles(write: 'fixed' | 'scientific', rule: string): Clause {
  return (value, precision, style) => {
    const double = doubleOf(value);
    return double === undefined ? wrongType(rule, value) : style[write](double, precision);
  };
}

const CLAUSES: ReadonlyMap<string, Clause> = new Map<string, Clause>([
  ['s', (value, _precision, style, meter) => plainText(value, style, meter)],
  ['d', decimal],
  ['o', octal],
  ['b', binary],
  ['x', hexadecimal],
  ['X', upperHexadecimal],
  ['f', doubles('fixed', 'fixed-point clause can only be used on doubles')],
  ['e', doubles('scientific', 'scientific clause can only be used on doubles')],
]);

const TEXT_RULE =
  'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';

function plainText(value: Value, style: FormatStyle, meter: Meter): Written {
  if (Array.isArray(value)) return listText(value, style, meter);
  if (value instanceof MapValue) return mapText(value, style, meter);
  return scalarText(value) ?? wrongType(TEXT_RULE, value);
}

export function scalarText(value: Value): string | undefined {
  if (typeof value === 'number') return goName(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  return value instanceof TypeValue ? value.name : undefined;
}

function goName(value: number): string {
  return Number.isNaN(value) || Number.isFinite(value) ? formatDouble(value) : String(value);
}

function elementText(value: Value, style: FormatStyle, meter: Meter): Written {
  const text = plainText(value, style, meter);
  return isError(text) ? text : style.element(value, text);
}

function listText(list: readonly Value[], style: FormatStyle, meter: Meter): Written {
  const elements: string[] = [];
  for (const item of list) {
    const text = elementText(item, style, meter);
    if (isError(text)) return text;
    meter.work(text.length + WORK_PER_ELEMENT);
    elements.push(text);
  }
  return `[${elements.join(', ')}]`;
}

function mapText(map: MapValue, style: FormatStyle, meter: Meter): Written {
  const entries: [key: string, value: string][] = [];
  for (const key of map.keys()) {
    const text = elementText(map.get(key) as Value, style, meter);
    if (isError(text)) return text;
    meter.work(text.length + WORK_PER_ENTRY);
    entries.push([style.element(key, scalarText(key)!), text]);
  }
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map((entry) => entry.join(style.entrySeparator)).join(', ')}}`;
}
