/** Lets machines without a credential read cluster-info, under the names that kubeadm gives its role and binding. */
import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';
import { CLUSTER_INFO } from './cluster-info.ts';

const GROUP = 'rbac.authorization.k8s.io';
const NAME = 'kubeadm:bootstrap-signer-clusterinfo';
const PLACE = { namespace: CLUSTER_INFO.namespace, name: NAME };

const ROLE = {
  apiVersion: `${GROUP}/v1`,
  kind: 'Role',
  metadata: { name: NAME },
  rules: [{ verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: [CLUSTER_INFO.name] }],
};

const BINDING = {
  apiVersion: `${GROUP}/v1`,
  kind: 'RoleBinding',
  metadata: { name: NAME },
  roleRef: { apiGroup: GROUP, kind: 'Role', name: NAME },
  subjects: [{ apiGroup: GROUP, kind: 'User', name: 'system:anonymous' }],
};

/** What an administrator makes of them stays. */
export function discoveryRole(objects: Objects): KeptObject[] {
  return [
    { ...PLACE, resource: objects.resource(GROUP, 'roles'), make: () => ROLE },
    { ...PLACE, resource: objects.resource(GROUP, 'rolebindings'), make: () => BINDING },
  ];
}
