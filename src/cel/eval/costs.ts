/** What things cost, in cel-go's units. */
import { codePointLength } from '../values/text.ts';
import { MapValue, type Value } from '../values/value.ts';

export const SELECT_OR_IDENT = 1;
export const CALL = 1;
export const LIST = 10;
export const MAP = 30;
export const MESSAGE = 40;

/** Of one unit, for one character. */
export const STRING_FACTOR = 0.1;
export const REGEX_FACTOR = 0.25;

/** Size as cost formulas take it: 1 for what has none. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return codePointLength(value);
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  return value instanceof MapValue ? value.size : 1;
}

/** Going once over that many characters. */
export function traversal(size: number, times = 1): number {
  return Math.ceil(size * times * STRING_FACTOR);
}

/** Going over a text of a size with a pattern of a size: every state of it may look at every character. */
export function matching(text: number, pattern: number): number {
  return traversal(1 + text) * Math.ceil(pattern * REGEX_FACTOR);
}
