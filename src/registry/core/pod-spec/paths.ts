/** Rules of file paths inside a container or a volume. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';

export function validateNoBacksteps(target: string, at: FieldPath): FieldError[] {
  return target.split('/').includes('..') ? [invalidValue(at, target, "must not contain '..'")] : [];
}

export function validateRelativePath(target: string, at: FieldPath): FieldError[] {
  const absolute = target.startsWith('/') ? [invalidValue(at, target, 'must be a relative path')] : [];
  return [...absolute, ...validateNoBacksteps(target, at)];
}

/** A relative path that does not begin with two dots either: those names are the kubelet's own. */
export function validateLocalPath(target: string, at: FieldPath): FieldError[] {
  const errors = validateRelativePath(target, at);
  if (target.startsWith('..') && !target.startsWith('../')) {
    errors.push(invalidValue(at, target, "must not start with '..'"));
  }
  return errors;
}
