/** The objects that a policy takes its parameters from: of which kind, and which ones. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import { parseApiVersion } from '../../api/object.ts';
import type { V1ParamKind, V1ParamRef } from '../../schema/generated/types.ts';
import { validateEnumAsListed, validateName } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';

const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
const EXCLUSIVE = 'name and selector are mutually exclusive';

/** Absent passes. */
export function validateParamKind(kind: V1ParamKind | undefined, path: FieldPath): FieldError[] {
  if (!kind) return [];
  return [
    ...validateApiVersion(kind.apiVersion ?? '', path.child('apiVersion')),
    ...validateKind(kind.kind ?? '', path.child('kind')),
  ];
}

function validateApiVersion(apiVersion: string, path: FieldPath): FieldError[] {
  if (apiVersion === '') return [required(path)];
  if (apiVersion.split('/').length > 2) {
    return [invalidValue(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  }
  const { group, version } = parseApiVersion(apiVersion);
  return [
    ...(group === '' ? [] : joined(group, isDns1123Subdomain(group), path)),
    ...(version === ''
      ? [invalidValue(path, apiVersion, 'version must be specified')]
      : joined(version, isDns1035Label(version), path)),
  ];
}

function joined(value: string, errors: readonly string[], path: FieldPath): FieldError[] {
  return errors.length === 0 ? [] : [invalidValue(path, value, errors.join(','))];
}

function validateKind(kind: string, path: FieldPath): FieldError[] {
  if (kind === '') return [required(path)];
  const errors = isDns1035Label(kind.toLowerCase());
  if (errors.length === 0) return [];
  return [invalidValue(path, kind, `may have mixed case, but should otherwise match: ${errors.join(',')}`)];
}

/** Absent passes. */
export function validateParamRef(reference: V1ParamRef | undefined, path: FieldPath): FieldError[] {
  if (!reference) return [];
  const { name, parameterNotFoundAction, selector } = reference;
  const errors: FieldError[] = [];
  if (name) errors.push(...validateName(name, isPathSegmentName, path.child('name')));
  if (name && selector) errors.push(forbiddenField(path.child('name'), EXCLUSIVE));
  errors.push(...validateLabelSelector(selector, path.child('selector')));
  if (name && selector) errors.push(forbiddenField(path.child('selector'), EXCLUSIVE));
  if (!name && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  const at = path.child('parameterNotFoundAction');
  return [...errors, ...validateEnumAsListed(parameterNotFoundAction ?? '', NOT_FOUND_ACTIONS, at)];
}
