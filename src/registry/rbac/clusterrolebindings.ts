import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ClusterRoleBinding } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { type BindingRules, setBindingDefaults, validateBinding, validateBindingUpdate } from './bindings.ts';
import { confirmBinding } from './grants.ts';

export type ClusterRoleBinding = V1ClusterRoleBinding & KubeObject;

const RULES: BindingRules = { roleKinds: ['ClusterRole'], namespaced: false };

export const clusterRoleBindings = defineResource<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  name: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
  strategy: {
    allowCreateOnUpdate: true,
    confirmGrant: (object, old, context) => confirmBinding('clusterrolebindings', object, old, context),
    validateName: isPathSegmentName,
    defaults: setBindingDefaults,
    validate: (binding) => validateBinding(binding, RULES),
    validateUpdate: (binding, old) => validateBindingUpdate(binding, old, RULES),
  },
});
