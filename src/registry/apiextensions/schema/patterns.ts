/** Patterns of strings, in the syntax of Go's regexp. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import { MAX_PATTERN_WEIGHT, patternWeight } from '../../../cel/library/pattern-weight.ts';
import { compiledRegex } from '../../../cel/library/regex.ts';
import { EvaluationError } from '../../../cel/values/value.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { innerSchemas } from './walk.ts';

/** Threat: compiling takes time by weight, and a definition may hold as many patterns as fit into a request. */
const MAX_WEIGHT_OF_ALL = 10 * MAX_PATTERN_WEIGHT;
/** What even an empty pattern takes. */
const LEAST_WEIGHT = 50;
const TOO_LARGE = 'error parsing regexp: expression too large';

export function validatePatterns(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  return [...invalidPatterns(schema, path, new Patterns())];
}

function* invalidPatterns(schema: V1JSONSchemaProps, path: FieldPath, patterns: Patterns): Iterable<FieldError> {
  const { pattern } = schema;
  const error = pattern ? patterns.errorOf(pattern) : undefined;
  if (error !== undefined) {
    const detail = `must be a valid regular expression, but isn't: ${error}`;
    yield invalidValue(path.child('pattern'), pattern, detail);
  }
  for (const inner of innerSchemas(schema, path)) yield* invalidPatterns(inner.schema, inner.path, patterns);
}

/** The patterns of one definition, each compiled once: operators repeat that of quantities hundreds of times. */
class Patterns {
  readonly #errors = new Map<string, string | undefined>();
  #weight = 0;

  errorOf(pattern: string): string | undefined {
    if (this.#errors.has(pattern)) return this.#errors.get(pattern);
    this.#weight += Math.max(patternWeight(pattern), LEAST_WEIGHT);
    const error = this.#weight > MAX_WEIGHT_OF_ALL ? TOO_LARGE : errorOf(pattern);
    this.#errors.set(pattern, error);
    return error;
  }
}

function errorOf(pattern: string): string | undefined {
  const compiled = compiledRegex(pattern);
  return compiled instanceof EvaluationError ? compiled.message : undefined;
}
