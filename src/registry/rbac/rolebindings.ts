import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1RoleBinding } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { type BindingRules, setBindingDefaults, validateBinding, validateBindingUpdate } from './bindings.ts';
import { confirmBinding } from './grants.ts';

export type RoleBinding = V1RoleBinding & KubeObject;

const RULES: BindingRules = { roleKinds: ['Role', 'ClusterRole'], namespaced: true };

export const roleBindings = defineResource<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  name: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
  strategy: {
    allowCreateOnUpdate: true,
    confirmGrant: (object, old, context) => confirmBinding('rolebindings', object, old, context),
    validateName: isPathSegmentName,
    defaults: setBindingDefaults,
    validate: (binding) => validateBinding(binding, RULES),
    validateUpdate: (binding, old) => validateBindingUpdate(binding, old, RULES),
  },
});
