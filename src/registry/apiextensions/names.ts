import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { isDns1035Label } from '../../api/names.ts';
import type { V1CustomResourceDefinitionNames } from '../../schema/generated/types.ts';

const MIXED_CASE = 'may have mixed case, but should otherwise match: ';

export function requireNames(names: V1CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((field) => !names[field])
    .map((field) => required(path.child(field)));
}

/** Of a spec or of a status, where they may be missing. */
export function validateNames(names: V1CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  const { categories = [], kind = '', listKind = '', plural = '', shortNames = [], singular = '' } = names;
  const errors = [
    ...validateLabel(plural, path.child('plural')),
    ...validateLabel(singular, path.child('singular')),
    ...validateKind(kind, path.child('kind')),
    ...validateKind(listKind, path.child('listKind')),
    ...shortNames.flatMap((name, position) => validateEach(name, path.child('shortNames').index(position))),
  ];
  if (kind !== '' && kind === listKind) {
    errors.push(invalidValue(path.child('listKind'), listKind, 'kind and listKind may not be the same'));
  }
  const ofCategories = categories.flatMap((name, position) =>
    validateEach(name, path.child('categories').index(position)),
  );
  return [...errors, ...ofCategories];
}

function validateLabel(name: string, path: FieldPath): FieldError[] {
  return name === '' ? [] : validateEach(name, path);
}

export function validateEach(name: string, path: FieldPath): FieldError[] {
  const errors = isDns1035Label(name);
  return errors.length === 0 ? [] : [invalidValue(path, name, errors.join(','))];
}

function validateKind(kind: string, path: FieldPath): FieldError[] {
  const errors = kind === '' ? [] : isDns1035Label(kind.toLowerCase());
  return errors.length === 0 ? [] : [invalidValue(path, kind, MIXED_CASE + errors.join(','))];
}
