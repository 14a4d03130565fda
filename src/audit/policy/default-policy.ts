/** What is recorded from the first start on, unless an administrator says otherwise. */
import { type GroupResources, type Policy, rule } from './policy.ts';

const all = (group: string, ...resources: string[]): GroupResources => ({ group, resources, resourceNames: [] });

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Threat: whoever reads the audit log must not come by credentials. */
const SECRETS = [
  all('', 'secrets', 'configmaps', 'serviceaccounts/token'),
  all('authentication.k8s.io', 'tokenreviews'),
];

/** What decides who may do what, what may enter, and how much of it, and who reaches whom. */
const GUARDS = [
  all('rbac.authorization.k8s.io'),
  all('admissionregistration.k8s.io'),
  all('networking.k8s.io', 'networkpolicies'),
  all('', 'namespaces', 'resourcequotas', 'limitranges'),
  all('policy', 'podsecuritypolicies'),
  all('certificates.k8s.io'),
  all('allium.dev'),
];

export const DEFAULT_POLICY: Policy = {
  // What is received and what came of it are one event: the answer's.
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    rule('Metadata', { resources: SECRETS }),
    rule('RequestResponse', { resources: GUARDS, verbs: CHANGES }),
    rule('Metadata'),
  ],
};
