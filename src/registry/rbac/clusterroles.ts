import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ClusterRole } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type ClusterRole = V1ClusterRole & KubeObject;

export const clusterRoles = defineResource<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  name: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
  strategy: { allowCreateOnUpdate: true, validateName: isPathSegmentName },
});
