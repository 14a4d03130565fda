/** Literals that can only fail when they are evaluated are refused beforehand. */
import type { Issue } from '../issues.ts';
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

/** Issues of durations, timestamps and patterns. */
export function literalIssues({ calls }: Checked): Issue[] {
  const issues: Issue[] = [];
  for (const [expr, { overloads }] of calls) {
    const [name, read] = READERS.get(overloads[0]!.id) ?? [];
    const arg = expr.kind === 'call' ? expr.args.at(-1) : undefined;
    if (!read || arg?.kind !== 'constant' || typeof arg.value !== 'string') continue;
    const value = read(arg.value);
    if (value === undefined || isError(value)) issues.push({ at: arg.at, message: `invalid ${name} argument` });
  }
  return issues;
}
