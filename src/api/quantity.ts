/**
 * Quantities of resources (k8s.io/apimachinery/pkg/api/resource): exact decimal arithmetic, canonical form.
 * A quantity is value × 10^scale with a bigint value, so nothing is ever rounded by floating point.
 */

type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** Upstream's precision: finer amounts are rounded up. */
const MIN_SCALE = -9;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const SI_OF = new Map([...DECIMAL].map(([suffix, exponent]) => [exponent, suffix]));

export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";

const SYNTAX = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
/** In units of 10^-9. */
const MOST = (2n ** 63n - 1n) * 1_000_000_000n;
const MAX_POWER = 60;
const POWERS = Array.from({ length: MAX_POWER + 1 }, (_, exponent) => 10n ** BigInt(exponent));

export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

/** Immutable. */
export class Quantity {
  /** In units of 10^-9. */
  readonly #nano: bigint;
  readonly #format: Format;

  private constructor(nano: bigint, format: Format) {
    this.#nano = nano;
    this.#format = format;
  }

  static readonly ZERO: Quantity = new Quantity(0n, 'DecimalSI');

  /** @throws QuantityError in upstream's words */
  static parse(source: string | number): Quantity {
    const text = String(source);
    if (text.length > 1024) throw new QuantityError(QUANTITY_FORMAT_ERROR);
    const match = SYNTAX.exec(text);
    if (!match || (!match[2] && !match[3])) throw new QuantityError(QUANTITY_FORMAT_ERROR);
    const [, sign, whole = '', fraction = '', suffix = ''] = match;
    const unit = parseSuffix(suffix);
    const digits = BigInt(`${whole}${fraction}` || '0');
    const nano = clamp(scaleUp(digits * unit.factor, unit.exponent - fraction.length - MIN_SCALE));
    return new Quantity(sign === '-' ? -nano : nano, unit.format);
  }

  static fromInteger(value: number | bigint, format: Format = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value) * 1_000_000_000n, format);
  }

  add(other: Quantity): Quantity {
    return new Quantity(this.#nano + other.#nano, this.isZero() ? other.#format : this.#format);
  }
  subtract(other: Quantity): Quantity {
    return new Quantity(this.#nano - other.#nano, this.isZero() ? other.#format : this.#format);
  }
  /** Negative, zero or positive as this is less than, equal to or more than `other`. */
  compare(other: Quantity): number {
    return this.#nano < other.#nano ? -1 : this.#nano > other.#nano ? 1 : 0;
  }
  sign(): number {
    return this.#nano < 0n ? -1 : this.#nano > 0n ? 1 : 0;
  }
  isZero(): boolean {
    return this.#nano === 0n;
  }
  isInteger(): boolean {
    return this.#nano % 1_000_000_000n === 0n;
  }
  /** Rounded up, as upstream's Value(). */
  value(): bigint {
    return divideUp(this.#nano, 1_000_000_000n);
  }
  /** In thousandths, rounded up, as upstream's MilliValue(). */
  milliValue(): bigint {
    return divideUp(this.#nano, 1_000_000n);
  }
  toNumber(): number {
    return Number(this.#nano) / 1e9;
  }

  /** The canonical form: no fraction, the largest suffix that keeps it exact. */
  toString(): string {
    if (this.#nano === 0n) return '0';
    const negative = this.#nano < 0n;
    const magnitude = negative ? -this.#nano : this.#nano;
    return (negative ? '-' : '') + (this.#format === 'BinarySI' ? binary(magnitude) : decimal(magnitude, this.#format));
  }
}

interface Unit {
  readonly format: Format;
  readonly factor: bigint;
  readonly exponent: number;
}

function parseSuffix(suffix: string): Unit {
  const decimalExponent = DECIMAL.get(suffix);
  if (decimalExponent !== undefined) return { format: 'DecimalSI', factor: 1n, exponent: decimalExponent };
  const power = BINARY.indexOf(suffix);
  if (power > 0) return { format: 'BinarySI', factor: 1024n ** BigInt(power), exponent: 0 };
  const exponent = /^[eE]([-+]?[0-9]{1,4})$/.exec(suffix);
  if (!exponent) throw new QuantityError(QUANTITY_SUFFIX_ERROR);
  return { format: 'DecimalExponent', factor: 1n, exponent: Number(exponent[1]) };
}

function scaleUp(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return exponent > MAX_POWER ? MOST : digits * POWERS[exponent]!;
  return exponent < -2000 ? (digits > 0n ? 1n : 0n) : divideUp(digits, 10n ** BigInt(-exponent));
}

/** Upstream caps amounts at 2^63-1. */
function clamp(nano: bigint): bigint {
  return nano > MOST ? MOST : nano;
}

function divideUp(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by > 0n ? quotient + 1n : quotient;
}

function decimal(nano: bigint, format: Format): string {
  let value = nano;
  let exponent = MIN_SCALE;
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? String(value) : `${value}e${exponent}`;
  return `${value}${SI_OF.get(exponent)}`;
}

/** A binary amount that is no whole number, or is under 1024, is written in decimal. */
function binary(nano: bigint): string {
  if (nano % 1_000_000_000n !== 0n || nano < 1024n * 1_000_000_000n) return decimal(nano, 'DecimalSI');
  let value = nano / 1_000_000_000n;
  let power = 0;
  while (value % 1024n === 0n && power < BINARY.length - 1) {
    value /= 1024n;
    power += 1;
  }
  return `${value}${BINARY[power]}`;
}
