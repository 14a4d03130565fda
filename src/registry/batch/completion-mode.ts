import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import type { V1JobSpec } from '../../schema/generated/types.ts';

const MAX_INDEXED_PARALLELISM = 100_000;
const MAX_FAILED_INDEXES = 100_000;
/** Above this many completions the status could grow too large, unless parallelism and failed indexes are few. */
const MANY_COMPLETIONS = 100_000;
const PARALLELISM_OF_MANY = 10_000;
const FAILED_INDEXES_OF_MANY = 10_000;

export function validateCompletionMode(spec: V1JobSpec, at: FieldPath): FieldError[] {
  switch (spec.completionMode) {
    case 'Indexed':
      return [...validateIndexed(spec, at), ...validateManyCompletions(spec, at)];
    case undefined:
    case 'NonIndexed':
      return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
        .filter((field) => spec[field] !== undefined)
        .map((field) => invalidValue(at.child(field), spec[field], 'requires indexed completion mode'));
    default:
      return [notSupported(at.child('completionMode'), spec.completionMode, ['NonIndexed', 'Indexed'])];
  }
}

function validateIndexed(spec: V1JobSpec, at: FieldPath): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes = 0 } = spec;
  const errors: FieldError[] = [];
  if (completions === undefined) errors.push(required(at.child('completions'), 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED_PARALLELISM) {
    const detail = `must be less than or equal to ${MAX_INDEXED_PARALLELISM} when completion mode is Indexed`;
    errors.push(invalidValue(at.child('parallelism'), parallelism, detail));
  }
  const failedAt = at.child('maxFailedIndexes');
  if (completions !== undefined && maxFailedIndexes > completions) {
    errors.push(invalidValue(failedAt, maxFailedIndexes, 'must be less than or equal to completions'));
  }
  if (maxFailedIndexes > MAX_FAILED_INDEXES) {
    errors.push(invalidValue(failedAt, maxFailedIndexes, `must be less than or equal to ${MAX_FAILED_INDEXES}`));
  }
  return errors;
}

function validateManyCompletions(spec: V1JobSpec, at: FieldPath): FieldError[] {
  const { completions = 0, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return [];
  const errors: FieldError[] = [];
  const atMost = (field: string, value: number, limit: number): void => {
    if (value <= limit) return;
    const detail = `must be less than or equal to ${limit} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
    errors.push(invalidValue(at.child(field), value, detail));
  };
  if (maxFailedIndexes === undefined) {
    const detail = `must be specified when completions is above ${MANY_COMPLETIONS}`;
    errors.push(required(at.child('maxFailedIndexes'), detail));
  }
  atMost('parallelism', parallelism, PARALLELISM_OF_MANY);
  atMost('maxFailedIndexes', maxFailedIndexes ?? 0, FAILED_INDEXES_OF_MANY);
  return errors;
}
