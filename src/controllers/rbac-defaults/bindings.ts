/** Who has the default roles. */
import type { Subject } from '../../api/rbac/objects.ts';
import { RBAC_GROUP } from '../../api/rbac/objects.ts';

const user = (name: string): Subject => ({ kind: 'User', apiGroup: RBAC_GROUP, name });
const group = (name: string): Subject => ({ kind: 'Group', apiGroup: RBAC_GROUP, name });
export const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

export const EVERY_USER = group('system:authenticated');
const CONTROLLER_MANAGER = user('system:kube-controller-manager');
const SCHEDULER = user('system:kube-scheduler');

/** Of the cluster, by the name of the binding, which is also the role's. */
export const CLUSTER_SUBJECTS: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': [group('system:masters')],
  'system:monitoring': [group('system:monitoring')],
  'system:discovery': [EVERY_USER],
  'system:basic-user': [EVERY_USER],
  'system:public-info-viewer': [EVERY_USER, group('system:unauthenticated')],
  'system:node-proxier': [user('system:kube-proxy')],
  'system:kube-controller-manager': [CONTROLLER_MANAGER],
  'system:kube-dns': [account('kube-dns')],
  'system:kube-scheduler': [SCHEDULER],
  'system:volume-scheduler': [SCHEDULER],
  // Nodes are authorized one by one, by what runs on them: the role is there to be looked at.
  'system:node': [],
  'system:service-account-issuer-discovery': [group('system:serviceaccounts')],
};

export interface NamespaceBinding {
  readonly namespace: string;
  readonly name: string;
  readonly role: string;
  readonly subjects: readonly Subject[];
}

export const NAMESPACE_BINDINGS: readonly NamespaceBinding[] = [
  {
    namespace: 'kube-system',
    name: 'system::extension-apiserver-authentication-reader',
    role: 'extension-apiserver-authentication-reader',
    subjects: [CONTROLLER_MANAGER, SCHEDULER],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    role: 'system::leader-locking-kube-controller-manager',
    subjects: [CONTROLLER_MANAGER, account('kube-controller-manager'), account('leader-election-controller')],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    role: 'system::leader-locking-kube-scheduler',
    subjects: [SCHEDULER, account('kube-scheduler')],
  },
  ...['bootstrap-signer', 'cloud-provider', 'token-cleaner'].map((name) => ofController('kube-system', name)),
  ofController('kube-public', 'bootstrap-signer'),
];

function ofController(namespace: string, controller: string): NamespaceBinding {
  const name = `system:controller:${controller}`;
  return { namespace, name, role: name, subjects: [account(controller)] };
}
