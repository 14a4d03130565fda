import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ClusterRoleBinding } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type ClusterRoleBinding = V1ClusterRoleBinding & KubeObject;

export const clusterRoleBindings = defineResource<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  name: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
  strategy: { allowCreateOnUpdate: true, validateName: isPathSegmentName },
});
