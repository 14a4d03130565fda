import { type FieldError, type FieldPath, invalidValue, required, tooLong } from '../../../api/field.ts';
import { isDns1123Subdomain } from '../../../api/names.ts';
import type { V1CSIPersistentVolumeSource } from '../../../schema/generated/types.ts';

const MAX_DRIVER_NAME = 63;
const SECRET_REFERENCES = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

export function validateCsiDriverName(name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [required(path)];
  const errors = name.length > MAX_DRIVER_NAME ? [tooLong(path, MAX_DRIVER_NAME)] : [];
  return [...errors, ...isDns1123Subdomain(name.toLowerCase()).map((error) => invalidValue(path, name, error))];
}

export function validateCsiSource(source: V1CSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  const errors = validateCsiDriverName(source.driver, path.child('driver'));
  if (!source.volumeHandle) errors.push(required(path.child('volumeHandle')));
  for (const field of SECRET_REFERENCES) {
    const reference = source[field];
    if (reference && !reference.name) errors.push(required(path.child(field, 'name')));
    if (reference && !reference.namespace) errors.push(required(path.child(field, 'namespace')));
  }
  return errors;
}
