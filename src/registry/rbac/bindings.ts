/** What role bindings and cluster role bindings share: the role they refer to and the subjects they give it to. */
import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import type { RbacV1Subject, V1RoleRef } from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

interface Binding {
  roleRef?: V1RoleRef;
  subjects?: RbacV1Subject[];
}

export interface BindingRules {
  readonly roleKinds: readonly string[];
  /** A service account without a namespace is of the binding's own. */
  readonly namespaced: boolean;
}

export function setBindingDefaults(binding: Binding): void {
  if (binding.roleRef) binding.roleRef.apiGroup ||= RBAC_GROUP;
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= RBAC_GROUP;
  }
}

export function validateBinding(binding: Binding, rules: BindingRules): FieldError[] {
  return [
    ...validateRoleRef(binding.roleRef ?? {}, rules.roleKinds),
    ...(binding.subjects ?? []).flatMap((subject, position) =>
      validateSubject(subject, rules.namespaced, path('subjects').index(position)),
    ),
  ];
}

/** Changing the role behind a binding would let anyone who may update bindings grant what they do not hold. */
export function validateBindingUpdate(binding: Binding, old: Binding, rules: BindingRules): FieldError[] {
  const errors = validateBinding(binding, rules);
  const fields = ['apiGroup', 'kind', 'name'] as const;
  const same = fields.every((field) => (binding.roleRef?.[field] ?? '') === (old.roleRef?.[field] ?? ''));
  if (!same) errors.push(invalidValue(path('roleRef'), shownRoleRef(binding.roleRef ?? {}), 'cannot change roleRef'));
  return errors;
}

function validateRoleRef({ apiGroup = '', kind = '', name = '' }: V1RoleRef, kinds: readonly string[]): FieldError[] {
  const at = path('roleRef');
  return [
    ...validateGroup(apiGroup, RBAC_GROUP, at),
    ...(kinds.includes(kind) ? [] : [notSupported(at.child('kind'), kind, kinds)]),
    ...(name ? validateName(name, isPathSegmentName, at.child('name')) : [required(at.child('name'))]),
  ];
}

function validateSubject(subject: RbacV1Subject, namespaced: boolean, at: FieldPath): FieldError[] {
  const errors = subject.name ? [] : [required(at.child('name'))];
  switch (subject.kind) {
    case 'ServiceAccount':
      return [...errors, ...validateServiceAccount(subject, namespaced, at)];
    case 'User':
    case 'Group':
      return [...errors, ...validateGroup(subject.apiGroup ?? '', RBAC_GROUP, at)];
    default:
      return [...errors, notSupported(at.child('kind'), subject.kind ?? '', ['ServiceAccount', 'User', 'Group'])];
  }
}

function validateServiceAccount(subject: RbacV1Subject, namespaced: boolean, at: FieldPath): FieldError[] {
  return [
    ...(subject.name ? validateName(subject.name, isDns1123Subdomain, at.child('name')) : []),
    ...validateGroup(subject.apiGroup ?? '', '', at),
    ...(namespaced || subject.namespace ? [] : [required(at.child('namespace'))]),
  ];
}

function validateGroup(group: string, expected: string, at: FieldPath): FieldError[] {
  return group === expected ? [] : [notSupported(at.child('apiGroup'), group, [expected])];
}

/** As messages show it, with upstream's own names of the fields. */
function shownRoleRef({ apiGroup = '', kind = '', name = '' }: V1RoleRef): object {
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}
