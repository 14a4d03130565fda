/** References to objects of any kind by their group, kind (or resource) and name. */
import { type FieldError, type FieldPath, required } from '../../api/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import { validateName } from '../validation/common.ts';

/** A part of a reference that becomes a path segment. @param missing what is told when there is none */
export function validateSegment(segment: string | undefined, at: FieldPath, missing = ''): FieldError[] {
  return segment ? validateName(segment, isPathSegmentName, at) : [required(at, missing)];
}

export function validateTypedReference(
  reference: { readonly apiGroup?: string | null; readonly kind?: string; readonly name?: string },
  at: FieldPath,
): FieldError[] {
  const { apiGroup, kind, name } = reference;
  return [
    ...(typeof apiGroup !== 'string' ? [] : validateName(apiGroup, isDns1123Subdomain, at.child('apiGroup'))),
    ...validateSegment(kind, at.child('kind'), 'kind is required'),
    ...validateSegment(name, at.child('name'), 'name is required'),
  ];
}
