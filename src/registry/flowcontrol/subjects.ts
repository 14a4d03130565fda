import { type FieldError, type FieldPath, forbiddenField, notSupported, required } from '../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';
import type { FlowcontrolV1Subject, V1ServiceAccountSubject } from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';

const ANY = '*';
const KINDS = ['Group', 'ServiceAccount', 'User'];

/** The kinds of subject, and the field that each alone may set; in upstream's order of complaint. */
const KIND_FIELDS = [
  ['ServiceAccount', 'serviceAccount'],
  ['User', 'user'],
  ['Group', 'group'],
] as const;

export function validateSubject(subject: FlowcontrolV1Subject, path: FieldPath): FieldError[] {
  const kind = subject.kind ?? '';
  const own = KIND_FIELDS.find(([name]) => name === kind);
  if (!own) return [notSupported(path.child('kind'), kind, KINDS)];
  const foreign = KIND_FIELDS.filter(([name, field]) => name !== kind && subject[field] !== undefined);
  return [
    ...validateOwnField(subject, own[1], kind, path.child(own[1])),
    ...foreign.map(([name, field]) =>
      forbiddenField(path.child(field), `${field} is forbidden when subject kind is not '${name}'`),
    ),
  ];
}

function validateOwnField(
  subject: FlowcontrolV1Subject,
  field: (typeof KIND_FIELDS)[number][1],
  kind: string,
  path: FieldPath,
): FieldError[] {
  const named = subject[field];
  if (!named) return [required(path, `${field} is required when subject kind is '${kind}'`)];
  if (field === 'serviceAccount') return validateServiceAccount(named, path);
  return named.name ? [] : [required(path.child('name'))];
}

function validateServiceAccount({ name, namespace }: V1ServiceAccountSubject, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(path.child('name')));
  else if (name !== ANY) errors.push(...validateName(name, isDns1123Subdomain, path.child('name')));
  if (!namespace) return [...errors, required(path.child('namespace'), 'must specify namespace for service account')];
  return [...errors, ...validateName(namespace, isDns1123Label, path.child('namespace'))];
}
