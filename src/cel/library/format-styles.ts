/** The two ways in which cel-go's `format` has written values. */
import { Duration, Timestamp, type Value } from '../values/value.ts';
import type { FormatStyle } from './format.ts';
import { quoteText } from './quote.ts';

/** Since version 4 of the strings library, and the specification's. */
export const PLAIN_STYLE: FormatStyle = {
  fixed: (value, precision) => special(value) ?? roundedFixed(value, precision),
  scientific: (value, precision) => special(value) ?? roundedScientific(value, precision).join('e'),
  element: (_value, plain) => plain,
  entrySeparator: ': ',
  namedDecimals: true,
};

/** Before: English thousands and powers of ten, elements as literals. Kubernetes has this one. */
export const LITERAL_STYLE: FormatStyle = {
  fixed: (value, precision) => localSpecial(value) ?? grouped(roundedFixed(value, precision)),
  scientific: (value, precision) => localSpecial(value) ?? powerOfTen(...roundedScientific(value, precision)),
  element: literalElement,
  entrySeparator: ':',
  namedDecimals: false,
};

function special(value: number): string | undefined {
  return Number.isFinite(value) ? undefined : String(value);
}

function localSpecial(value: number): string | undefined {
  return special(value)?.replace('Infinity', '∞');
}

function literalElement(value: Value, plain: string): string {
  if (typeof value === 'string') return quoteText(plain);
  if (value instanceof Uint8Array) return `b${quoteText(plain)}`;
  if (typeof value === 'number') return Number.isFinite(value) ? roundedFixed(value, 6) : quoteText(plain);
  if (value instanceof Timestamp) return `timestamp(${quoteText(plain)})`;
  return value instanceof Duration ? `duration(${quoteText(plain)})` : plain;
}

/** Rounded half to even, as Go does: Number's own toFixed rounds half up. */
function roundedFixed(value: number, precision: number): string {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  // toFixed gives all digits of what has a fraction; a larger number has none.
  const [whole, fraction = ''] = size < 1e21 ? size.toFixed(100).split('.') : [String(BigInt(size))];
  const digits = roundHalfEven(whole! + fraction.padEnd(100, '0'), whole!.length + precision);
  const point = digits.length - precision;
  return precision === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Mantissa, and exponent of at least two digits with its sign. */
function roundedScientific(value: number, precision: number): [mantissa: string, exponent: string] {
  const [mantissa, power] = Math.abs(value).toExponential(100).split('e') as [string, string];
  const digits = roundHalfEven(mantissa.replace('.', ''), 1 + precision);
  const carried = digits.length > 1 + precision ? 1 : 0;
  const exponent = Number(power) + carried;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const written = precision === 0 ? digits[0]! : `${digits[0]}.${digits.slice(1, 1 + precision)}`;
  return [sign + written, `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`];
}

/** The first `count` digits, rounded; one more where that carries. */
function roundHalfEven(digits: string, count: number): string {
  const kept = digits.slice(0, count);
  const rest = digits.slice(count).replace(/0+$/, '');
  const up = rest > '5' || (rest === '5' && /[13579]$/.test(kept));
  return up ? String(BigInt(kept) + 1n).padStart(kept.length, '0') : kept;
}

function grouped(fixed: string): string {
  const [whole, fraction] = fixed.split('.') as [string, string?];
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}

const SUPERSCRIPTS: ReadonlyMap<string, string> = new Map(
  [...'0123456789-'].map((c, i) => [c, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻'][i]!]),
);

function powerOfTen(mantissa: string, exponent: string): string {
  const power = [...exponent.replace('+', '')].map((character) => SUPERSCRIPTS.get(character)).join('');
  return `${mantissa}\u202f×\u202f10${power}`;
}
