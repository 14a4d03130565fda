/** Regular expressions: RE2's, matched in time linear in the text. */
import { type Matcher, RE2JS } from 're2js';
import type { Meter } from '../eval/meter.ts';
import { BoundedCache } from '../values/bounded-cache.ts';
import { EvaluationError } from '../values/value.ts';

const cache = new BoundedCache<RE2JS | EvaluationError>(256);

/** What one unit of work pays for. */
const STEPS_PER_WORK = 2;

/**
 * A matcher of the text, or the error that Go's regexp gives.
 * Threat: `(x{1,30}y{1,30}){1,30}` is short and has thousands of states, each of which may look at every character.
 */
export function matcherOf(text: string, pattern: string, meter: Meter): Matcher | EvaluationError {
  const regex = compiledRegex(pattern);
  if (regex instanceof EvaluationError) return regex;
  meter.work(Math.ceil((text.length * regex.programSize()) / STEPS_PER_WORK));
  return regex.matcher(text);
}

/** The pattern, or the error that Go's regexp gives. Compiled ones are kept, the newest few. */
export function compiledRegex(pattern: string): RE2JS | EvaluationError {
  return cache.get(pattern, compileRegex);
}

function compileRegex(pattern: string): RE2JS | EvaluationError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return new EvaluationError(error instanceof Error ? error.message : String(error));
  }
}
