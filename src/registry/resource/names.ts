/** Names of attributes, capacities and pools. */
import { type FieldError, type FieldPath, invalidValue, required, tooLong, typeInvalid } from '../../api/field.ts';
import { isCIdentifier, isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';
import { validateCsiDriverName } from '../core/volumes/csi-source.ts';
import { validateName } from '../validation/common.ts';

const MAX_IDENTIFIER = 32;
const MAX_POOL_NAME = 253;

export const validateDriverName = validateCsiDriverName;

export function validateLabelName(name: string | undefined, path: FieldPath): FieldError[] {
  return validateName(name ?? '', isDns1123Label, path);
}

export function validatePoolName(name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [required(path)];
  const errors = name.length > MAX_POOL_NAME ? [tooLong(path, MAX_POOL_NAME)] : [];
  return [...errors, ...name.split('/').flatMap((part) => validateName(part, isDns1123Subdomain, path))];
}

/** `identifier` or `domain/identifier`. */
export function validateAttributeName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path, 'name required')];
  const slash = name.indexOf('/');
  if (slash < 0) return validateIdentifier(name, path);
  const [domain, identifier] = [name.slice(0, slash), name.slice(slash + 1)];
  return [
    ...(domain === '' ? [required(path, 'the domain must not be empty')] : validateDriverName(domain, path)),
    ...(identifier === '' ? [required(path, 'the name must not be empty')] : validateIdentifier(identifier, path)),
  ];
}

export function validateQualifiedAttributeName(name: string, path: FieldPath): FieldError[] {
  const errors = validateAttributeName(name, path);
  return name.includes('/') ? errors : [...errors, invalidValue(path, name, 'must include a domain')];
}

function validateIdentifier(identifier: string, path: FieldPath): FieldError[] {
  return [
    ...(identifier.length > MAX_IDENTIFIER ? [tooLong(path, MAX_IDENTIFIER)] : []),
    ...isCIdentifier(identifier).map((error) => typeInvalid(path, identifier, error)),
  ];
}
