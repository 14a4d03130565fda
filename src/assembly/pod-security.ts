/** What the plugins about the security of pods are made of. */
import type { PodSecurityObserver } from '../admission/plugins/pod-security/observer.ts';
import type { PodSecurityPorts } from '../admission/plugins/pod-security/pod-security.ts';
import type { PodSecurityPolicyPorts } from '../admission/plugins/pod-security-policy/pod-security-policy.ts';
import type { PodSecurityPolicy } from '../api/pod-security-policy.ts';
import { accountUser } from '../authentication/service-account/account-user.ts';
import type { Attributes, Authorizer } from '../authorization/authorizer.ts';
import type { Objects } from '../controllers/objects.ts';

export function podSecurityPorts(
  objects: Objects,
  now: () => number,
  observer: PodSecurityObserver | undefined,
): PodSecurityPorts {
  const namespaces = objects.resource('', 'namespaces');
  const pods = objects.resource('', 'pods');
  return {
    findNamespace: (name) => objects.find(namespaces, '', name)?.object,
    listPods: (namespace) => objects.list(pods, namespace).map(({ object }) => object),
    now,
    ...(observer && { observer }),
  };
}

const POLICIES = { group: 'policy', resource: 'podsecuritypolicies' } as const;

export function podSecurityPolicyPorts(objects: Objects, authorizer: Authorizer): PodSecurityPolicyPorts {
  const policies = objects.resource(POLICIES.group, POLICIES.resource);
  return {
    listPolicies: () => objects.list(policies).map(({ object }) => object as PodSecurityPolicy),
    async mayUse(user, namespace, name) {
      const where = { ...POLICIES, version: '*', subresource: '', namespace, name };
      const asked: Attributes = { user, verb: 'use', ...where, isResourceRequest: true, path: '' };
      return (await authorizer.authorize(asked)).outcome === 'allow';
    },
    accountUser: (namespace, name) => accountUser({ namespace, account: { name, uid: '' } }),
  };
}
