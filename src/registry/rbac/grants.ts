/**
 * What a write of a role or a binding grants to others must be held by whoever writes, or be granted expressly by the
 * verbs `escalate` and `bind`.
 */
import type { KubeObject } from '../../api/object.ts';
import { type PolicyRule, RBAC_GROUP, type RoleRef } from '../../api/rbac/objects.ts';
import { forbidden, notFound, type StatusError } from '../../api/status.ts';
import { escalation } from '../../authorization/rbac/escalation.ts';
import { GROUP_MASTERS } from '../../request/user-info.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { GrantContext } from '../strategy.ts';

interface RoleFields {
  rules?: PolicyRule[] | null;
  aggregationRule?: unknown;
}

/** Whoever may choose what a role gathers may choose everything that anybody ever labels. */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** @throws StatusError 403 */
export async function confirmRole(
  resource: 'clusterroles' | 'roles',
  role: KubeObject & RoleFields,
  old: (KubeObject & RoleFields) | undefined,
  context: GrantContext,
): Promise<void> {
  if (isMaster(context) || changesNothingGranted(role, old)) return;
  if (await mayDo('escalate', { kind: KINDS[resource], name: context.name }, context)) return;
  const refuse = (why: string) => forbidden({ group: RBAC_GROUP, resource }, role.metadata.name ?? '', why);
  confirmRules(role.rules ?? [], context, refuse);
  if (!role.aggregationRule && !old?.aggregationRule) return;
  const lacksAuthority = escalation(context.rbac, context.user, context.namespace, FULL_AUTHORITY) !== undefined;
  if (lacksAuthority) throw refuse('must have cluster-admin privileges to use the aggregationRule');
}

/** @throws StatusError 403, or 404 when there is no such role */
export async function confirmBinding(
  resource: 'clusterrolebindings' | 'rolebindings',
  binding: KubeObject & { roleRef?: RoleRef },
  old: KubeObject | undefined,
  context: GrantContext,
): Promise<void> {
  const { roleRef = {} } = binding;
  // Other kinds are left to validation.
  if (!isRoleKind(roleRef.kind)) return;
  if (isMaster(context) || changesNothingGranted(binding, old)) return;
  if (await mayDo('bind', { kind: roleRef.kind, name: roleRef.name ?? '' }, context)) return;
  const rules = rulesBehind(roleRef.kind, roleRef.name ?? '', context);
  confirmRules(rules, context, (why) => forbidden({ group: RBAC_GROUP, resource }, binding.metadata.name ?? '', why));
}

type RoleKind = 'ClusterRole' | 'Role';
const RESOURCES: Readonly<Record<RoleKind, string>> = { ClusterRole: 'clusterroles', Role: 'roles' };
const KINDS = { clusterroles: 'ClusterRole', roles: 'Role' } as const;

function isRoleKind(kind: string | undefined): kind is RoleKind {
  return kind === 'ClusterRole' || kind === 'Role';
}

function isMaster({ user }: GrantContext): boolean {
  return user.groups.includes(GROUP_MASTERS);
}

/** Finalizers, owners and managed fields: what the garbage collector has to change of any object. */
function changesNothingGranted(object: KubeObject, old: KubeObject | undefined): boolean {
  if (old === undefined) return false;
  const relevant = ({ metadata: { labels = {}, annotations = {} }, ...rest }: KubeObject) => ({
    ...rest,
    labels,
    annotations,
  });
  return deepEqual(relevant(object), relevant(old));
}

async function mayDo(
  verb: 'bind' | 'escalate',
  role: { readonly kind: RoleKind; readonly name: string },
  { user, namespace, authorizer }: GrantContext,
): Promise<boolean> {
  const decision = await authorizer.authorize({
    user,
    verb,
    isResourceRequest: true,
    namespace,
    group: RBAC_GROUP,
    version: '*',
    resource: RESOURCES[role.kind],
    subresource: '',
    name: role.name,
    path: '',
  });
  return decision.outcome === 'allow';
}

function rulesBehind(kind: RoleKind, name: string, { namespace, rbac }: GrantContext): readonly PolicyRule[] {
  const role = rbac.role(kind === 'Role' ? namespace : '', name);
  if (!role) throw notFound({ group: RBAC_GROUP, resource: RESOURCES[kind] }, name);
  return role.rules;
}

function confirmRules(
  rules: readonly PolicyRule[],
  { rbac, user, namespace }: GrantContext,
  refuse: (why: string) => StatusError,
): void {
  const why = escalation(rbac, user, namespace, rules);
  if (why !== undefined) throw refuse(why);
}
