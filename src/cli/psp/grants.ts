/** Who may use which policy where. */
import { type BindingObject, RBAC_GROUP, type RoleObject, type Subject } from '../../api/rbac/objects.ts';
import { questionOf } from '../../authorization/rbac/question.ts';
import { Role, roleKey } from '../../authorization/rbac/role.ts';
import { GROUP_MASTERS } from '../../request/user-info.ts';

export interface Grant {
  readonly policy: string;
  /** Empty: every namespace. */
  readonly namespace: string;
  readonly binding: string;
  readonly subjects: readonly Subject[];
}

/** Policies were of the group extensions before. */
const GROUPS = ['policy', 'extensions'];
const NOBODY = { name: '', groups: [] };

/** Without what is granted to system:masters, who may use every policy anyhow. */
export function grantsOf(
  policies: readonly string[],
  roles: readonly RoleObject[],
  bindings: readonly BindingObject[],
): Grant[] {
  const byKey = new Map(
    roles.map((object) => [roleKey(object.metadata.namespace ?? '', object.metadata.name!), new Role(object)]),
  );
  return bindings.flatMap((binding) => {
    const { namespace = '', name = '' } = binding.metadata;
    const { kind, name: roleName = '', apiGroup } = binding.roleRef ?? {};
    const role = byKey.get(roleKey(kind === 'Role' ? namespace : '', roleName));
    const subjects = (binding.subjects ?? []).filter(({ name: who }) => who !== GROUP_MASTERS);
    if (!role || apiGroup !== RBAC_GROUP || subjects.length === 0) return [];
    const what = namespace === '' ? `ClusterRoleBinding ${name}` : `RoleBinding ${namespace}/${name}`;
    return policies
      .filter((policy) => mayUse(role, namespace, policy))
      .map((policy) => ({ policy, namespace, binding: what, subjects }));
  });
}

function mayUse(role: Role, namespace: string, name: string): boolean {
  return GROUPS.some((group) => {
    const where = { group, version: '*', resource: 'podsecuritypolicies', subresource: '', namespace, name };
    return role.ruleFor(questionOf({ user: NOBODY, verb: 'use', ...where, isResourceRequest: true, path: '' }));
  });
}

/** A grant to the whole cluster says nothing of a namespace when it is to accounts of other namespaces alone. */
export function reaches({ namespace, subjects }: Grant, name: string): boolean {
  if (namespace !== '') return namespace === name;
  return subjects.some((subject) => namespaceOf(subject) === undefined || namespaceOf(subject) === name);
}

const ACCOUNTS = 'system:serviceaccounts:';

function namespaceOf({ kind, namespace, name = '' }: Subject): string | undefined {
  if (kind === 'ServiceAccount') return namespace;
  return kind === 'Group' && name.startsWith(ACCOUNTS) ? name.slice(ACCOUNTS.length) : undefined;
}
