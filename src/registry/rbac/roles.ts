import type { FieldError } from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1Role } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { confirmRole } from './grants.ts';
import { validateRules } from './rules.ts';

export type Role = V1Role & KubeObject;

export const roles = defineResource<Role>({
  group: 'rbac.authorization.k8s.io',
  name: 'roles',
  kind: 'Role',
  namespaced: true,
  strategy: {
    allowCreateOnUpdate: true,
    confirmGrant: (object, old, context) => confirmRole('roles', object, old, context),
    validateName: isPathSegmentName,
    validate,
    validateUpdate: validate,
  },
});

function validate(role: Role): FieldError[] {
  return validateRules(role.rules, true);
}
