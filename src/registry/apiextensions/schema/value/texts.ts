/** A text judged by its length, pattern and format. */
import { type FieldError, invalidValue, tooLong, typeInvalid } from '../../../../api/field.ts';
import { goQuote } from '../../../../api/go-format.ts';
import { matcherOf } from '../../../../cel/library/regex.ts';
import { EvaluationError } from '../../../../cel/values/value.ts';
import type { V1JSONSchemaProps } from '../../../../schema/generated/types.ts';
import { type Place, pathOf, subjectOf } from './place.ts';
import { hasFormat } from './text-formats.ts';

export function validateText(text: string, schema: V1JSONSchemaProps, place: Place): FieldError[] {
  const { format, maxLength, minLength, pattern, type } = schema;
  // Threat: each of thousands of alternatives may go through a text of megabytes.
  place.meter.work(text.length);
  const errors: FieldError[] = [];
  const at = pathOf(place);
  const length = maxLength === undefined && minLength === undefined ? 0 : [...text].length;
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(at, maxLength));
  if (minLength !== undefined && length < minLength) {
    errors.push(invalidValue(at, text, `${subjectOf(place)} should be at least ${minLength} chars long`));
  }
  if (pattern && !matches(text, pattern, place)) {
    errors.push(invalidValue(at, text, `${subjectOf(place)} should match '${pattern}'`));
  }
  if (format && (type ?? 'string') === 'string' && !hasFormat(text, format)) {
    errors.push(typeInvalid(at, text, `${subjectOf(place)} must be of type ${format}: ${goQuote(text)}`));
  }
  return errors;
}

function matches(text: string, pattern: string, { meter }: Place): boolean {
  const matcher = matcherOf(text, pattern, meter);
  // Patterns that do not compile are told where they stand.
  return matcher instanceof EvaluationError || matcher.find();
}
