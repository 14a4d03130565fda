/** A value judged by anyOf, oneOf, allOf and not. */
import { type FieldError, invalidValue } from '../../../../api/field.ts';
import { goQuote } from '../../../../api/go-format.ts';
import type { V1JSONSchemaProps } from '../../../../schema/generated/types.ts';
import type { Place } from './place.ts';

/** What is wrong with the value by one schema. */
type Judge = (schema: V1JSONSchemaProps) => FieldError[];

export function validateJunctors(
  { allOf = [], anyOf = [], not, oneOf = [] }: V1JSONSchemaProps,
  judge: Judge,
  place: Place,
): FieldError[] {
  /** Upstream reports what concerns a value as a whole at the outermost. */
  const refuse = (detail: string) => {
    place.meter.work(place.name.length);
    return invalidValue(place.at, '', `${goQuote(place.name)} ${detail}`);
  };
  const errors: FieldError[] = [];
  if (anyOf.length > 0) {
    const [first] = failures(anyOf, judge);
    if (first) errors.push(refuse('must validate at least one schema (anyOf)'), ...first);
  }
  if (oneOf.length > 0) errors.push(...validateOneOf(oneOf.map(judge), refuse));
  const ofAll = allOf.map(judge);
  if (ofAll.some((found) => found.length > 0)) {
    const none = ofAll.every((found) => found.length > 0) ? '. None validated' : '';
    errors.push(...ofAll.flat(), refuse(`must validate all the schemas (allOf)${none}`));
  }
  if (not && judge(not).length === 0) errors.push(refuse('must not validate the schema (not)'));
  return errors;
}

/** @returns the errors of each; nothing as soon as one has none */
function failures(schemas: readonly V1JSONSchemaProps[], judge: Judge): FieldError[][] {
  const failed: FieldError[][] = [];
  for (const schema of schemas) {
    const errors = judge(schema);
    if (errors.length === 0) return [];
    failed.push(errors);
  }
  return failed;
}

function validateOneOf(found: readonly FieldError[][], refuse: (detail: string) => FieldError): FieldError[] {
  const valid = found.filter((errors) => errors.length === 0).length;
  if (valid === 1) return [];
  const many = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
  return [refuse(`must validate one and only one schema (oneOf). ${many}`), ...(valid === 0 ? found[0]! : [])];
}
