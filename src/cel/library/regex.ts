/** Regular expressions: RE2's, matched in time linear in the text. */
import { type Matcher, RE2JS } from 're2js';
import type { Meter } from '../eval/meter.ts';
import { EvaluationError } from '../values/value.ts';

const MAX_CACHED = 256;
const cache = new Map<string, RE2JS | EvaluationError>();

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
  const known = cache.get(pattern);
  if (known) return known;
  const compiled = compileRegex(pattern);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
  cache.set(pattern, compiled);
  return compiled;
}

function compileRegex(pattern: string): RE2JS | EvaluationError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return new EvaluationError(error instanceof Error ? error.message : String(error));
  }
}
