/** Kubernetes' functions on texts that a pattern matches. */
import { INT, listOf, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { matching, sizeOf } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { type Cost, member } from '../library/function.ts';
import { matcherOf, type Pattern, withPattern } from '../library/regex.ts';
import { EvaluationError, isError, type Result } from '../values/value.ts';

/** Finding one starts the matcher anew. */
const WORK_PER_MATCH = 100;

/** Up to `limit` matches, in order, none overlapping another; all below zero. */
function matchesOf(text: string, pattern: Pattern, limit: number, meter: Meter): string[] | EvaluationError {
  const matcher = matcherOf(text, pattern, meter);
  if (isError(matcher)) return new EvaluationError(`Illegal regex: ${matcher.message}`);
  const found: string[] = [];
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    meter.work(WORK_PER_MATCH);
    found.push(matcher.group() ?? '');
  }
  return found;
}

function find(text: string, pattern: Pattern, meter: Meter): Result {
  const found = matchesOf(text, pattern, 1, meter);
  return isError(found) ? found : (found[0] ?? '');
}

function findAll(text: string, pattern: string, limit: bigint, meter: Meter): Result {
  return matchesOf(text, pattern, Number(limit), meter);
}

const cost: Cost = (text, pattern) => matching(sizeOf(text), sizeOf(pattern));

export const REGEX: Library = {
  functions: [
    ...member('find', ['string_find_string', [STRING, STRING], STRING, find, cost, withPattern(find)]),
    ...member(
      'findAll',
      [
        'string_find_all_string',
        [STRING, STRING],
        listOf(STRING),
        (text: string, pattern: string, meter: Meter) => findAll(text, pattern, -1n, meter),
        cost,
      ],
      ['string_find_all_string_int', [STRING, STRING, INT], listOf(STRING), findAll, cost],
    ),
  ],
};
