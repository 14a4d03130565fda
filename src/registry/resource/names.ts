/** Names of attributes, capacities and pools. */
import { type FieldError, type FieldPath, invalidValue, required, tooLong } from '../../api/field.ts';
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

const MAX_DOMAIN = 63;
/** Of what attributes and capacities are called. */
export const MAX_ATTRIBUTE_NAME = MAX_DOMAIN + 1 + MAX_IDENTIFIER;

/** `identifier` or `domain/identifier`. As upstream has it, more slashes make a name that nothing is said about. */
export function validateAttributeName(name: string, path: FieldPath): FieldError[] {
  const [domain = '', identifier, ...more] = name.split('/');
  if (identifier === undefined) return validateIdentifier(domain, path);
  if (more.length > 0) return [];
  return [
    ...(domain === '' ? [invalidValue(path, '', 'the domain must not be empty')] : validateDriverName(domain, path)),
    ...(identifier === ''
      ? [invalidValue(path, '', 'the name must not be empty')]
      : validateIdentifier(identifier, path)),
  ];
}

export function validateQualifiedAttributeName(name: string, path: FieldPath): FieldError[] {
  const errors = validateAttributeName(name, path);
  if (name.includes('/')) return errors;
  const detail = 'a fully qualified name must be a domain and a name separated by a slash';
  return [...errors, invalidValue(path, name, detail)];
}

function validateIdentifier(identifier: string, path: FieldPath): FieldError[] {
  return [
    ...(identifier.length > MAX_IDENTIFIER ? [tooLong(path, MAX_IDENTIFIER)] : []),
    ...isCIdentifier(identifier).map((error) => invalidValue(path, identifier, error)),
  ];
}
