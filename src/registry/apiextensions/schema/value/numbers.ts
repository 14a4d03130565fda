/** A number judged by its range and its steps. */
import { type FieldError, invalidValue } from '../../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../../schema/generated/types.ts';
import { type Place, pathOf, subjectOf } from './place.ts';

const LIMITS: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ['int32', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
]);
/** As upstream allows for what floats cannot say exactly. */
const TOLERANCE = 1e-9;

export function validateNumber(value: number | bigint, schema: V1JSONSchemaProps, place: Place): FieldError[] {
  const { exclusiveMaximum, exclusiveMinimum, maximum, minimum, multipleOf } = schema;
  const errors: FieldError[] = [];
  /** Bounds and steps are of the type of the value that they are for. */
  const checkType = (what: string, of: number | bigint) => {
    if (!fitsType(of, schema)) errors.push(invalidValue(place.at, '', misfit(what, schema, place)));
  };
  const refuse = (detail: string) => errors.push(invalidValue(pathOf(place), value, `${subjectOf(place)} ${detail}`));
  checkType('Checked', value);
  if (multipleOf !== undefined) checkType('MultipleOf', multipleOf);
  if (multipleOf !== undefined && multipleOf <= 0) {
    const detail = `factor MultipleOf declared for ${place.name} must be positive: ${multipleOf}`;
    errors.push(invalidValue(pathOf(place), multipleOf, detail));
  } else if (multipleOf !== undefined && !isMultiple(Number(value), multipleOf)) {
    refuse(`should be a multiple of ${multipleOf}`);
  }
  if (minimum !== undefined) checkType('Minimum boundary', minimum);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    refuse(`should be greater than${exclusiveMinimum ? '' : ' or equal to'} ${minimum}`);
  }
  if (maximum !== undefined) checkType('Maximum boundary', maximum);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    refuse(`should be less than${exclusiveMaximum ? '' : ' or equal to'} ${maximum}`);
  }
  return errors;
}

function fitsType(value: number | bigint, { format, type, ...schema }: V1JSONSchemaProps): boolean {
  if (type !== 'integer' || schema['x-kubernetes-int-or-string']) return true;
  const [least, most] = LIMITS.get(format ?? '') ?? LIMITS.get('int64')!;
  return (typeof value === 'bigint' || Number.isInteger(value)) && value >= least && value <= most;
}

function misfit(what: string, { format = '' }: V1JSONSchemaProps, { name }: Place): string {
  const type = LIMITS.has(format) ? `integer with format ${format}` : 'integer (default format)';
  return `${what} value must be of type ${type} in ${name}`;
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(times - Math.round(times)) < TOLERANCE;
}
