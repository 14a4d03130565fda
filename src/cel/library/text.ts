/** Standard functions on strings and bytes, and `size`. */
import { BOOL, BYTES, INT, listOf, mapOf, STRING, type Type, typeParameter } from '../check/types.ts';
import { matching, sizeOf, traversal } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { isMeasured } from '../values/text.ts';
import { isError, type Result, type Value } from '../values/value.ts';
import { type Cost, global, member, type Overload } from './function.ts';
import { matcherOf, type Pattern, withPattern } from './regex.ts';

const SIZED: readonly (readonly [id: string, type: Type])[] = [
  ['string', STRING],
  ['bytes', BYTES],
  ['list', listOf(typeParameter('T'))],
  ['map', mapOf(typeParameter('K'), typeParameter('V'))],
];

/** Characters that are looked at in the time of one visit of an element. */
const CHARACTERS_PER_VISIT = 20;

/** Threat: cel-go charges one unit for the size of a text, however long. */
function size(value: Value, meter: Meter): bigint {
  if (typeof value === 'string' && !isMeasured(value)) meter.work(value.length / CHARACTERS_PER_VISIT);
  return BigInt(sizeOf(value));
}

const SIZES = SIZED.flatMap(([id, type]) => [
  ...global('size', [`size_${id}`, [type], INT, size]),
  ...member('size', [`${id}_size`, [type], INT, size]),
]);

function matches(text: string, pattern: Pattern, meter: Meter): Result {
  const matcher = matcherOf(text, pattern, meter);
  return isError(matcher) ? matcher : matcher.find();
}

const textTraversal: Cost = (text) => traversal(sizeOf(text));
const containsCost: Cost = (text, part) => traversal(sizeOf(text)) * traversal(sizeOf(part));
const matchingCost: Cost = (text, pattern) => matching(sizeOf(text), sizeOf(pattern));
const PAIR = [STRING, STRING];

export const TEXT_FUNCTIONS: readonly Overload[] = [
  ...SIZES,
  ...member('contains', [
    'contains_string',
    PAIR,
    BOOL,
    (text: string, part: string) => text.includes(part),
    containsCost,
  ]),
  ...member('startsWith', [
    'starts_with_string',
    PAIR,
    BOOL,
    (text: string, start: string) => text.startsWith(start),
    textTraversal,
  ]),
  ...member('endsWith', [
    'ends_with_string',
    PAIR,
    BOOL,
    (text: string, end: string) => text.endsWith(end),
    textTraversal,
  ]),
  ...member('matches', ['matches_string', PAIR, BOOL, matches, matchingCost, withPattern(matches)]),
  ...global('matches', ['matches', PAIR, BOOL, matches, matchingCost, withPattern(matches)]),
];
