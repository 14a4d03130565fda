/** Roles in the namespaces of the system. */
import { EVENTS, on, READ, type RuleTable } from './rules.ts';

export const NAMESPACE_ROLES: Readonly<Record<string, RuleTable>> = {
  'kube-public': {
    'system:controller:bootstrap-signer': [
      on('core', 'configmaps', READ),
      on('core', 'configmaps', 'update', 'cluster-info'),
      EVENTS,
    ],
  },
  'kube-system': {
    'extension-apiserver-authentication-reader': [on('core', 'configmaps', READ, 'extension-apiserver-authentication')],
    'system::leader-locking-kube-controller-manager': [
      on('coordination.k8s.io', 'leases', 'create get list update watch'),
      on('coordination.k8s.io', 'leasecandidates', 'create get list update watch'),
    ],
    'system::leader-locking-kube-scheduler': [
      on('coordination.k8s.io', 'leases', 'create get list update watch'),
      on('coordination.k8s.io', 'leasecandidates', 'create get list update watch'),
    ],
    'system:controller:bootstrap-signer': [on('core', 'secrets', READ)],
    'system:controller:cloud-provider': [on('core', 'configmaps', 'create get list watch')],
    'system:controller:token-cleaner': [on('core', 'secrets', 'delete get list watch'), EVENTS],
  },
};
