import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { V2CrossVersionObjectReference } from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';

export interface ReferenceOptions {
  /** The version is let through as it is: it was so before. */
  readonly anyVersion: boolean;
  /** `v1`, and no version at all, will do. */
  readonly coreGroup: boolean;
}

export function validateReference(
  reference: V2CrossVersionObjectReference,
  at: FieldPath,
  options: ReferenceOptions,
): FieldError[] {
  const errors = (['kind', 'name'] as const).flatMap((field) => {
    const value = reference[field];
    return value ? validateName(value, isPathSegmentName, at.child(field)) : [required(at.child(field))];
  });
  const wrong = options.anyVersion ? undefined : whatIsWrongWithVersion(reference, options.coreGroup);
  return wrong ? [...errors, invalidValue(at.child('apiVersion'), reference.apiVersion ?? '', wrong)] : errors;
}

export function whatIsWrongWithVersion(
  { apiVersion = '' }: V2CrossVersionObjectReference,
  coreGroup: boolean,
): string | undefined {
  const slash = apiVersion.indexOf('/');
  if (slash !== apiVersion.lastIndexOf('/')) return `unexpected GroupVersion string: ${apiVersion}`;
  return slash > 0 || coreGroup ? undefined : 'apiVersion must specify API group';
}
