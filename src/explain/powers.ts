/** What makes one somebody else, or gives one more than one holds: rights that are worth as much as others' rights. */
import { RBAC_GROUP, type Subject } from '../api/rbac/objects.ts';
import type { Attributes } from '../authorization/authorizer.ts';

/** What is asked, without who asks. */
export type Access = Omit<Attributes, 'user'>;

export function resourceAccess(
  verb: string,
  resource: string,
  where: {
    readonly group?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  },
): Access {
  const { group = '', namespace = '', name = '', subresource = '' } = where;
  return { verb, isResourceRequest: true, group, version: '*', resource, subresource, namespace, name, path: '' };
}

/** What one needs to be able to act as a subject by impersonation. */
export function impersonation({ kind, namespace, name = '' }: Subject): Access | undefined {
  switch (kind) {
    case 'User':
      return resourceAccess('impersonate', 'users', { name });
    case 'Group':
      return resourceAccess('impersonate', 'groups', { name });
    case 'ServiceAccount':
      return resourceAccess('impersonate', 'serviceaccounts', { name, ...(namespace !== undefined && { namespace }) });
    default:
      return undefined;
  }
}

export function tokenCreation({ namespace = '', name = '' }: Subject): Access {
  return resourceAccess('create', 'serviceaccounts', { namespace, name, subresource: 'token' });
}

const WORKLOADS: readonly (readonly [group: string, resource: string])[] = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'daemonsets'],
  ['apps', 'deployments'],
  ['apps', 'replicasets'],
  ['apps', 'statefulsets'],
  ['batch', 'cronjobs'],
  ['batch', 'jobs'],
];

/** What lets one run pods in a namespace: as any of its service accounts. */
export function podCreations(namespace: string): Access[] {
  return WORKLOADS.map(([group, resource]) => resourceAccess('create', resource, { group, namespace }));
}

const rbacAccess = (verb: string, resource: string, namespace: string, name = '') =>
  resourceAccess(verb, resource, { group: RBAC_GROUP, namespace, name });

/** What lets one give a role to anybody, oneself included: the one and the other. */
export function binding(role: { readonly namespace: string; readonly name: string }, namespace: string): Access[][] {
  const roles = role.namespace === '' ? 'clusterroles' : 'roles';
  const ways = [[rbacAccess('bind', roles, namespace, role.name), rbacAccess('create', 'rolebindings', namespace)]];
  if (role.namespace !== '') return ways;
  return [...ways, [rbacAccess('bind', roles, '', role.name), rbacAccess('create', 'clusterrolebindings', '')]];
}

/** What lets one write more into a role than one holds: the one and the other. */
export function escalations(role: { readonly namespace: string; readonly name: string }): Access[][] {
  const roles = role.namespace === '' ? 'clusterroles' : 'roles';
  const of = (verb: string) => rbacAccess(verb, roles, role.namespace, role.name);
  return ['update', 'patch'].map((verb) => [of('escalate'), of(verb)]);
}
