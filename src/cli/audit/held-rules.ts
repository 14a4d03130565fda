/** What somebody has by RBAC now, and how it differs from what was needed. */

import { uncovered } from '../../api/rbac/covers.ts';
import type { BindingObject, PolicyRule, RoleObject, Subject } from '../../api/rbac/objects.ts';
import type { NeededRules } from '../../audit/query/permissions.ts';
import type { ApiClient } from '../../client/client.ts';
import { impliedGroups } from '../../request/user-info.ts';

/** A binding's gift. */
export interface HeldRules {
  /** `RoleBinding shop/jane` */
  readonly by: string;
  /** Empty: everywhere. */
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
}

export interface Comparison {
  /** Needed by the records, and not granted now. */
  readonly missing: readonly NeededRules[];
  /** Granted now, and needed by no record. */
  readonly unused: readonly HeldRules[];
}

const PLACE = { group: 'rbac.authorization.k8s.io', version: 'v1' };

export async function readHeldRules(client: ApiClient, user: string, groups: readonly string[]): Promise<HeldRules[]> {
  const list = async (resource: string) => (await client.list({ ...PLACE, resource })).items as unknown[];
  const kinds = ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'];
  const [clusterRoles, roles, clusterBindings, bindings] = await Promise.all(kinds.map(list));
  const found = new Map(
    [...clusterRoles!, ...roles!].map((each) => [keyOf((each as RoleObject).metadata), each as RoleObject]),
  );
  const everyGroup = new Set([...groups, ...impliedGroups(user)]);
  const isBound = ({ subjects = [] }: BindingObject) => subjects.some((subject) => names(subject, user, everyGroup));
  return ([...clusterBindings!, ...bindings!] as BindingObject[]).filter(isBound).map(({ metadata, roleRef }) => {
    const namespace = metadata.namespace ?? '';
    const role = found.get(
      keyOf({
        namespace: roleRef?.kind === 'Role' ? namespace : '',
        ...(roleRef?.name !== undefined && { name: roleRef.name }),
      }),
    );
    const by = namespace === '' ? `ClusterRoleBinding ${metadata.name}` : `RoleBinding ${namespace}/${metadata.name}`;
    return { by, namespace, rules: role?.rules ?? [] };
  });
}

function keyOf({ namespace = '', name }: { readonly namespace?: string; readonly name?: string }): string {
  return `${namespace}/${name}`;
}

function names({ kind, namespace, name }: Subject, user: string, groups: ReadonlySet<string>): boolean {
  if (kind === 'Group') return groups.has(name ?? '');
  return kind === 'User' ? name === user : `system:serviceaccount:${namespace}:${name}` === user;
}

/** What everybody has is nobody's to give back. */
const EVERYBODYS =
  /^ClusterRoleBinding (system:(basic-user|discovery|public-info-viewer|service-account-issuer-discovery)|allium:revocation-list-reader)$/;

export function compare(needed: readonly NeededRules[], held: readonly HeldRules[]): Comparison {
  const heldIn = (place: string) => held.filter(({ namespace }) => namespace === '' || namespace === place);
  const missing = needed.map(({ namespace, rules }) => ({
    namespace,
    rules: uncovered(
      heldIn(namespace).flatMap((each) => each.rules),
      rules,
    ),
  }));
  const unused = held.map((each) => {
    const here = needed.filter(({ namespace }) => each.namespace === '' || namespace === each.namespace);
    return {
      ...each,
      rules: uncovered(
        here.flatMap(({ rules }) => rules),
        each.rules,
      ),
    };
  });
  const isNotEmpty = ({ rules }: { readonly rules: readonly PolicyRule[] }) => rules.length > 0;
  return {
    missing: missing.filter(isNotEmpty),
    unused: unused.filter((each) => isNotEmpty(each) && !EVERYBODYS.test(each.by)),
  };
}
