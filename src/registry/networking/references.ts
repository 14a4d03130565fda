/** References to objects of any kind by their group, kind (or resource) and name. */
import { type FieldError, type FieldPath, required } from '../../api/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import { validateName } from '../validation/common.ts';

/** A part of a reference that becomes a path segment. Required. */
export function validateSegment(segment: string | undefined, at: FieldPath): FieldError[] {
  return segment ? validateName(segment, isPathSegmentName, at) : [required(at)];
}

export function validateTypedReference(
  reference: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string },
  at: FieldPath,
): FieldError[] {
  const { apiGroup, kind, name } = reference;
  return [
    ...(apiGroup === undefined ? [] : validateName(apiGroup, isDns1123Subdomain, at.child('apiGroup'))),
    ...validateSegment(kind, at.child('kind')),
    ...validateSegment(name, at.child('name')),
  ];
}
