/** Equality and order. Numbers compare by what they are, whatever their type; other values of unlike types are unequal. */
import type { Meter } from '../eval/meter.ts';
import { Duration, MapValue, ObjectValue, Optional, Timestamp, TypeValue, Uint, type Value } from './value.ts';

/** Both are visited. */
const WORK_PER_ELEMENT = 4;
/** A key is looked for, and values may be made of JSON, in both. */
const WORK_PER_ENTRY = 100;

/**
 * Whether two values are equal.
 * Threat: nested lists may share parts, so that a small expression makes a huge comparison; every element visited counts
 * as work.
 */
export function equals(a: Value, b: Value, meter: Meter): boolean {
  if (typeof a === 'string' || typeof a === 'boolean' || a === null) return a === b;
  if (typeof a !== 'object' || a instanceof Uint) return compareNumbers(numberOf(a)!, numberOf(b)) === 0;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b, meter);
  if (a instanceof MapValue) return b instanceof MapValue && mapsEqual(a, b, meter);
  return objectsEqual(a, b, meter);
}

function objectsEqual(a: Value & object, b: Value, meter: Meter): boolean {
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && optionalsEqual(a, b, meter);
  return a instanceof ObjectValue && a.equals(b, meter);
}

function listsEqual(a: readonly Value[], b: readonly Value[], meter: Meter): boolean {
  if (a.length !== b.length) return false;
  meter.work(a.length * WORK_PER_ELEMENT);
  return a.every((element, position) => equals(element, b[position]!, meter));
}

function mapsEqual(a: MapValue, b: MapValue, meter: Meter): boolean {
  if (a.size !== b.size) return false;
  meter.work(a.size * WORK_PER_ENTRY);
  for (const key of a.keys()) {
    if (!b.has(key) || !equals(a.get(key) as Value, b.get(key) as Value, meter)) return false;
  }
  return true;
}

function optionalsEqual(a: Optional, b: Optional, meter: Meter): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equals(a.value, b.value, meter);
}

/** The mathematical value of an int, uint or double. */
export function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Negative, zero or positive; undefined where there is no order between the two. NaN is below nothing. */
export function compare(a: Value, b: Value): number | undefined {
  const numeric = numberOf(a);
  if (numeric !== undefined) return compareNumbers(numeric, numberOf(b));
  if (typeof a === 'string') return typeof b === 'string' ? compareStrings(a, b) : undefined;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? Buffer.compare(a, b) : undefined;
  if (a instanceof Timestamp) return b instanceof Timestamp ? compareNumbers(a.nanos, b.nanos) : undefined;
  return a instanceof Duration && b instanceof Duration ? compareNumbers(a.nanos, b.nanos) : undefined;
}

/** Integers exactly; as doubles, as cel-go does it, where one of the two is a double. */
function compareNumbers(a: bigint | number, b: bigint | number | undefined): number | undefined {
  if (b === undefined) return undefined;
  if (typeof a !== typeof b) return compareNumbers(Number(a), Number(b));
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number.NaN;
}

/** By code points, which UTF-16 units do not sort by: surrogates stand below U+E000 but mean what is above it. */
export function compareStrings(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  let at = 0;
  while (at < shared && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at === shared ? a.length - b.length : rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit <= 0xdfff ? unit + 0x2000 : unit - 0x800;
}
