/** Sets of a job's indexes as text: `1,3-5,7`, ascending, below the number of completions. */
import { goQuote } from '../../api/go-format.ts';

interface Interval {
  readonly first: number;
  readonly last: number;
}

/** What is wrong with the text, in upstream's words, or how many indexes it names. */
export type ParsedIndexes =
  | { readonly error: string }
  | { readonly intervals: readonly Interval[]; readonly total: number };

export function parseIndexes(text: string, completions: number): ParsedIndexes {
  const intervals: Interval[] = [];
  let total = 0;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = parseInterval(part, completions);
    if (typeof interval === 'string') return { error: interval };
    const previous = intervals.at(-1);
    if (previous && previous.last >= interval.first) return { error: notIncreasing(previous.last, interval.first) };
    total += interval.last - interval.first + 1;
    intervals.push(interval);
  }
  return { intervals, total };
}

function parseInterval(text: string, completions: number): Interval | string {
  const limits = text.split('-');
  if (limits.length > 2) {
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  }
  const [first, last] = limits.map((limit) => parseIndex(limit, completions));
  if (typeof first === 'string') return first;
  if (typeof last === 'string') return last;
  if (last !== undefined && first! >= last) return notIncreasing(first!, last);
  return { first: first!, last: last ?? first! };
}

function parseIndex(text: string, completions: number): number | string {
  if (!/^\+?\d{1,18}$/.test(text)) return `cannot convert string to integer for index: ${goQuote(text)}`;
  return Number(text) >= completions ? `too large index: ${goQuote(text)}` : Number(text);
}

function notIncreasing(previous: number, current: number): string {
  return `non-increasing order, previous: ${previous}, current: ${current}`;
}

/** The first index that is in both sets. Both are ascending, as parseIndexes gives them. */
export function firstOverlap(a: readonly Interval[], b: readonly Interval[]): number | undefined {
  let atA = 0;
  let atB = 0;
  while (atA < a.length && atB < b.length) {
    const x = a[atA]!;
    const y = b[atB]!;
    if (x.first <= y.last && y.first <= x.last) return Math.max(x.first, y.first);
    if (x.last < y.first) atA += 1;
    else atB += 1;
  }
  return undefined;
}
