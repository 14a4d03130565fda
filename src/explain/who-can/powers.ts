/** Rights that are worth as much as others' rights: what makes one somebody else, or lets one take what one is not given. */
import type { AccessWay } from '../../api/access.ts';
import { RBAC_GROUP } from '../../api/rbac/objects.ts';
import type { Binding } from '../../authorization/rbac/binding.ts';
import type { Role } from '../../authorization/rbac/role.ts';
import { nameOfRole, plainly } from '../grants.ts';
import { type Access, type Need, ofAny, resourceAccess } from './access.ts';

/** What one can do who is granted all that it needs. */
export interface Power {
  readonly way: AccessWay;
  /** For people: `can impersonate`; whom it makes one stands behind it. */
  readonly does: string;
  readonly needs: readonly [Need, ...Need[]];
}

const rbac = (verb: string, resource: string, namespace: string, name = ''): Access =>
  resourceAccess(verb, resource, { group: RBAC_GROUP, namespace, name });

const rolesOf = ({ kind }: Pick<Role, 'kind'>) => (kind === 'ClusterRole' ? 'clusterroles' : 'roles');
const CHANGE = ['update', 'patch'] as const;

/**
 * To give a role to anybody, oneself included, in a namespace or (empty) in the whole cluster.
 * @param bindings of the role, there: others can be added to them
 */
export function bindingPowers(role: Role, namespace: string, bindings: readonly Binding[]): Power[] {
  const scopes = [...new Set([namespace, ...(role.kind === 'ClusterRole' ? [''] : [])])];
  const does = `can bind ${plainly(nameOfRole(role))}`;
  const bind = (scope: string) => rbac('bind', rolesOf(role), scope, role.name);
  return [
    ...scopes.map(
      (scope): Power => ({ way: 'Bind', does, needs: [bind(scope), rbac('create', kindOf(scope), scope)] }),
    ),
    ...bindings.flatMap(({ namespace: scope, name }) =>
      CHANGE.map(
        (verb): Power => ({ way: 'Bind', does, needs: [rbac(verb, kindOf(scope), scope, name), bind(scope)] }),
      ),
    ),
  ];
}

const kindOf = (scope: string) => (scope === '' ? 'clusterrolebindings' : 'rolebindings');

/** To write more into a role that is bound than one holds. */
export function escalationPowers(role: Role): Power[] {
  const of = (verb: string) => rbac(verb, rolesOf(role), role.namespace, role.name);
  return CHANGE.map((verb) => ({
    way: 'Escalate',
    does: `can write ${plainly(nameOfRole(role))}`,
    needs: [of('escalate'), of(verb)],
  }));
}

/** To make a role of whatever one wants, and to bind it. @param namespace empty: in the whole cluster */
export function newRolePowers(namespace: string): Power[] {
  const power = (kind: 'ClusterRole' | 'Role', home: string): Power => {
    const roles = rolesOf({ kind });
    const make = [rbac('escalate', roles, home), rbac('create', roles, home)] as const;
    const give = [rbac('bind', roles, namespace), rbac('create', kindOf(namespace), namespace)];
    return { way: 'Escalate', does: `can make a ${kind} of anything and bind it`, needs: [...make, ...give] };
  };
  return [power('ClusterRole', ''), ...(namespace === '' ? [] : [power('Role', namespace)])];
}

const ADMISSION = 'admissionregistration.k8s.io';
const admission = (verb: string, resource: string) => resourceAccess(verb, resource, { group: ADMISSION });
const existing = (verb: string, resource: string) => ofAny(admission(verb, resource));

function rewriting(resource: string, ...needs: Power['needs']): Power {
  return { way: 'ChangeRequests', does: `can change what others write, by ${resource}`, needs };
}

/** To change what those write who can: a subject of a binding, the account of a pod. */
export const REWRITING_POWERS: readonly Power[] = [
  ...(['mutatingwebhookconfigurations'] as const).flatMap((resource) => [
    rewriting(resource, admission('create', resource)),
    ...CHANGE.map((verb) => rewriting(resource, existing(verb, resource))),
  ]),
  rewriting(
    'mutatingadmissionpolicies',
    admission('create', 'mutatingadmissionpolicies'),
    admission('create', 'mutatingadmissionpolicybindings'),
  ),
  ...CHANGE.map((verb) => rewriting('mutatingadmissionpolicies', existing(verb, 'mutatingadmissionpolicies'))),
];
