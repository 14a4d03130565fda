import { type FieldError, type FieldPath, required } from '../../../api/field.ts';
import type { V1CSIPersistentVolumeSource } from '../../../schema/generated/types.ts';
import { validateCsiDriverName } from '../pod-spec/legacy-volume-sources.ts';

export { validateCsiDriverName };

const SECRET_REFERENCES = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

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
