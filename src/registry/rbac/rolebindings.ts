import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1RoleBinding } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type RoleBinding = V1RoleBinding & KubeObject;

export const roleBindings = defineResource<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  name: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
  strategy: { allowCreateOnUpdate: true, validateName: isPathSegmentName },
});
