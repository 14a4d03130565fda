/** The roles and bindings that every cluster has (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
import {
  type BindingObject,
  type PolicyRule,
  RBAC_GROUP,
  type RoleObject,
  type Subject,
} from '../../api/rbac/objects.ts';
import { gather } from '../cluster-role-aggregation/gather.ts';
import { account, CLUSTER_SUBJECTS, NAMESPACE_BINDINGS } from './bindings.ts';
import { CONTROLLER_ROLES } from './controller-roles.ts';
import { NAMESPACE_ROLES } from './namespace-roles.ts';
import { OWN_CONTROLLER_ROLES, OWN_ROLES, OWN_SUBJECTS } from './own-roles.ts';
import { SYSTEM_ROLES } from './system-roles.ts';
import { AGGREGATED_ROLES, AGGREGATED_TO, USER_FACING_ROLES } from './user-facing-roles.ts';

export interface DefaultObjects {
  readonly clusterRoles: readonly RoleObject[];
  readonly clusterRoleBindings: readonly BindingObject[];
  readonly roles: readonly RoleObject[];
  readonly roleBindings: readonly BindingObject[];
}

export const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';
const apiVersion = `${RBAC_GROUP}/v1`;

interface Place {
  readonly name: string;
  /** Absent for the cluster. */
  readonly namespace?: string;
}

function metadataOf(place: Place, labels: Readonly<Record<string, string>> = {}) {
  return {
    ...place,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { [AUTOUPDATE]: 'true' },
  };
}

function roleOf(place: Place, rules: readonly PolicyRule[]): RoleObject {
  const kind = place.namespace === undefined ? 'ClusterRole' : 'Role';
  return { apiVersion, kind, metadata: metadataOf(place, aggregationLabel(place)), rules };
}

function bindingOf(place: Place, role: string, subjects: readonly Subject[]): BindingObject {
  const prefix = place.namespace === undefined ? 'Cluster' : '';
  const roleRef = { apiGroup: RBAC_GROUP, kind: `${prefix}Role`, name: role };
  return { apiVersion, kind: `${prefix}RoleBinding`, metadata: metadataOf(place), roleRef, subjects };
}

const aggregateTo = (role: string) => ({ [`${RBAC_GROUP}/aggregate-to-${role}`]: 'true' });

function aggregationLabel({ name, namespace }: Place): Record<string, string> {
  if (namespace !== undefined || !Object.hasOwn(AGGREGATED_TO, name)) return {};
  return aggregateTo(AGGREGATED_TO[name]!);
}

function aggregatedRole(name: string): RoleObject {
  const { rules: _, ...role } = roleOf({ name }, []);
  return { ...role, aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateTo(name) }] } };
}

const CONTROLLERS = [
  ...Object.entries(CONTROLLER_ROLES).map(([account, rules]) => ({
    name: `system:controller:${account}`,
    account,
    rules,
  })),
  ...Object.entries(OWN_CONTROLLER_ROLES).map(([account, rules]) => ({
    name: `allium:controller:${account}`,
    account,
    rules,
  })),
];

export const DEFAULT_OBJECTS: DefaultObjects = {
  clusterRoles: [
    ...AGGREGATED_ROLES.map(aggregatedRole),
    ...Object.entries({ ...USER_FACING_ROLES, ...SYSTEM_ROLES, ...OWN_ROLES }).map(([name, rules]) =>
      roleOf({ name }, rules),
    ),
    ...CONTROLLERS.map(({ name, rules }) => roleOf({ name }, rules)),
  ],
  clusterRoleBindings: [
    ...Object.entries({ ...CLUSTER_SUBJECTS, ...OWN_SUBJECTS }).map(([name, subjects]) =>
      bindingOf({ name }, name, subjects),
    ),
    ...CONTROLLERS.map(({ name, account: of }) => bindingOf({ name }, name, [account(of)])),
  ],
  roles: Object.entries(NAMESPACE_ROLES).flatMap(([namespace, roles]) =>
    Object.entries(roles).map(([name, rules]) => roleOf({ name, namespace }, rules)),
  ),
  roleBindings: NAMESPACE_BINDINGS.map(({ name, namespace, role, subjects }) =>
    bindingOf({ name, namespace }, role, subjects),
  ),
};

/** An aggregated default role with the rules of the default roles that it gathers. */
export function withGatheredRules({ metadata: { name } }: RoleObject): RoleObject {
  const gathered = AGGREGATED_ROLES.reduce(
    (roles, next) =>
      roles.map((role) => (role.metadata.name === next ? { ...role, rules: gather(role, roles) } : role)),
    DEFAULT_OBJECTS.clusterRoles,
  );
  return gathered.find((role) => role.metadata.name === name)!;
}
