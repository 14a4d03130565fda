import type { Subject } from '../../api/rbac/objects.ts';
import { EVERY_USER } from './bindings.ts';
import { at, CHANGE, FOLLOW, on, READ, type RuleTable } from './rules.ts';

/** What our controllers do beyond upstream's of the same names, by service account. */
export const OWN_CONTROLLER_ROLES: RuleTable = {
  // A copy that was made immutable with another content is made anew, where upstream fails for ever.
  'root-ca-cert-publisher': [on('core', 'configmaps', 'delete', 'kube-root-ca.crt')],
  // What nobody may do without being granted to (see SECURITY.md) is the work of these.
  'service-controller': [on('core', 'services/loadbalanceringress', 'use')],
  'cloud-controller-manager': [on('core', 'services/loadbalanceringress', 'use')],
  'endpoint-controller': [on('core', 'endpoints/foreignaddresses', 'use')],
  'endpointslice-controller': [on('discovery.k8s.io', 'endpointslices/foreignaddresses', 'use')],
  'endpointslicemirroring-controller': [on('discovery.k8s.io', 'endpointslices/foreignaddresses', 'use')],
  'credential-controller': [
    on('allium.dev', 'credentialrevocations', `delete ${READ}`),
    on('allium.dev', 'issuedcredentials', `create delete ${READ}`),
    on('allium.dev', 'credentialrevocations/status issuedcredentials/status', CHANGE),
    on('certificates.k8s.io', 'certificatesigningrequests', FOLLOW),
  ],
};

/** Of our own paths and kinds. */
export const OWN_ROLES: RuleTable = {
  // Whoever verifies certificates of the cluster has to know which of them are revoked.
  'allium:revocation-list-reader': [at('/pki/ca.crl', 'get'), at('/pki/ca-previous.crl', 'get')],
};

/** By the name of the binding, which is also the role's. */
export const OWN_SUBJECTS: Readonly<Record<string, readonly Subject[]>> = {
  'allium:revocation-list-reader': [EVERY_USER],
};
