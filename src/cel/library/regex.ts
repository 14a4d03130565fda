/** Regular expressions: RE2's, matched in time linear in the text. */
import { createRequire } from 'node:module';
import type { Matcher, RE2JS } from 're2js';
import type { Meter } from '../eval/meter.ts';
import { BoundedCache } from '../values/bounded-cache.ts';
import { EvaluationError, type Result } from '../values/value.ts';
import type { Overload } from './function.ts';
import { MAX_PATTERN_WEIGHT, patternWeight } from './pattern-weight.ts';

export interface CompiledRegex {
  readonly regex: RE2JS;
  /** How many states it has: asking RE2JS takes as many steps. */
  readonly size: number;
}

const cache = new BoundedCache<CompiledRegex | EvaluationError>(256);

/** What one unit of work pays for. */
const STEPS_PER_WORK = 2;

/** What compiling takes, for each unit of a pattern's weight, in units of work. */
const WORK_PER_WEIGHT = 150;

/** A pattern as a value, or compiled already. */
export type Pattern = string | CompiledRegex;

/**
 * A matcher of the text, or the error that Go's regexp gives.
 * Threat: `(x{1,30}y{1,30}){1,30}` is short and has thousands of states, each of which may look at every character.
 */
export function matcherOf(text: string, pattern: Pattern, meter: Meter): Matcher | EvaluationError {
  const compiled = typeof pattern === 'string' ? compiledAsGiven(pattern, meter) : pattern;
  if (compiled instanceof EvaluationError) return compiled;
  meter.work(Math.ceil((text.length * compiled.size) / STEPS_PER_WORK));
  return compiled.regex.matcher(text);
}

/** Threat: patterns may come out of the object, each of them another. */
function compiledAsGiven(pattern: string, meter: Meter): CompiledRegex | EvaluationError {
  if (!cache.has(pattern)) meter.work(Math.min(patternWeight(pattern), MAX_PATTERN_WEIGHT) * WORK_PER_WEIGHT);
  return compiledRegex(pattern);
}

/** The pattern, or the error that Go's regexp gives. Compiled ones are kept, the newest few. */
export function compiledRegex(pattern: string): CompiledRegex | EvaluationError {
  return cache.get(pattern, compileRegex);
}

/** For overloads of text and pattern: a literal pattern is kept for as long as the expression is. */
export function withPattern(match: (text: string, pattern: Pattern, meter: Meter) => Result): Overload['prepare'] {
  return (literal) => {
    const compiled = typeof literal === 'string' ? compiledRegex(literal) : undefined;
    if (compiled === undefined || compiled instanceof EvaluationError) return undefined;
    return (text: string, _pattern: string, meter: Meter) => match(text, compiled, meter);
  };
}

/** Loaded for the first pattern: most starts meet none. */
let engine: typeof RE2JS | undefined;

function loadEngine(): typeof RE2JS {
  const library = createRequire(import.meta.url)('re2js') as { readonly RE2JS: typeof RE2JS };
  return library.RE2JS;
}

function compileRegex(pattern: string): CompiledRegex | EvaluationError {
  if (patternWeight(pattern) > MAX_PATTERN_WEIGHT)
    return new EvaluationError('error parsing regexp: expression too large');
  engine ??= loadEngine();
  try {
    const regex = engine.compile(pattern);
    return { regex, size: regex.programSize() };
  } catch (error) {
    return new EvaluationError(error instanceof Error ? error.message : String(error));
  }
}
