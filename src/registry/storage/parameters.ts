/** The parameters that classes hand to a driver, and the driver's name. */
import { type FieldError, type FieldPath, invalidValue, required, tooLong } from '../../api/field.ts';
import { byteLength, isQualifiedName } from '../../api/names.ts';

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

export function validateParameters(parameters: Record<string, string> | undefined, path: FieldPath): FieldError[] {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MAX_PARAMETERS) return [tooLong(path, MAX_PARAMETERS)];
  const errors: FieldError[] = [];
  if (entries.some(([key]) => key === '')) errors.push(invalidValue(path, '', 'field can not be empty.'));
  if (bytesOf(entries) > MAX_PARAMETER_BYTES) errors.push(tooLong(path, MAX_PARAMETER_BYTES));
  return errors;
}

export function bytesOf(entries: readonly (readonly [string, string])[]): number {
  return entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
}

/** A provisioner: a qualified name in which upper case has always been let through. */
export function validateProvisioner(provisioner: string | undefined, path: FieldPath): FieldError[] {
  if (!provisioner) return [required(path)];
  const lowered = provisioner.toLowerCase();
  return isQualifiedName(lowered).map((error) => invalidValue(path, lowered, error));
}
