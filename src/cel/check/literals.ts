/** Literals that can only fail when they are evaluated are refused beforehand. */
import type { Issue } from '../issues.ts';
import { MAX_PATTERN_WEIGHT, patternWeight } from '../library/pattern-weight.ts';
import { compiledRegex } from '../library/regex.ts';
import { parseDuration, parseTimestamp } from '../values/time.ts';
import { isError, type Result } from '../values/value.ts';
import type { Checked } from './checked.ts';

type Read = (text: string) => Result | undefined | object;

const READERS: ReadonlyMap<string, readonly [name: string, read: Read]> = new Map<string, readonly [string, Read]>([
  ['string_to_duration', ['duration', parseDuration]],
  ['string_to_timestamp', ['timestamp', parseTimestamp]],
  ['matches_string', ['matches', compiledRegex]],
  ['matches', ['matches', compiledRegex]],
]);

/** Overloads whose last argument is a pattern, which is compiled with the expression where it is a literal. */
const PATTERNED = new Set(['matches_string', 'matches', 'string_find_string', 'string_find_all_string']);

/** Issues of durations, timestamps and patterns. */
export function literalIssues({ calls }: Checked): Issue[] {
  const issues: Issue[] = [];
  let weight = 0;
  for (const [expr, { overloads }] of calls) {
    const { id } = overloads[0]!;
    const arg = expr.kind === 'call' ? expr.args.at(-1) : undefined;
    if (arg?.kind !== 'constant' || typeof arg.value !== 'string') continue;
    if (PATTERNED.has(id)) weight += patternWeight(arg.value);
    if (weight > MAX_PATTERN_WEIGHT) {
      return [
        ...issues,
        { at: arg.at, message: `patterns exceed the limit on their size: limit ${MAX_PATTERN_WEIGHT}` },
      ];
    }
    const [name, read] = READERS.get(id) ?? [];
    if (!read) continue;
    const value = read(arg.value);
    if (value === undefined || isError(value)) issues.push({ at: arg.at, message: `invalid ${name} argument` });
  }
  return issues;
}
