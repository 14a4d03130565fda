/** Regular expressions: RE2's, matched in time linear in the text. */
import { RE2JS } from 're2js';
import { EvaluationError } from '../values/value.ts';

const MAX_CACHED = 256;
const cache = new Map<string, RE2JS | EvaluationError>();

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
