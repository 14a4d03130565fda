/** Roles and bindings as kubectl applies them. */
import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { NeededRules } from '../../audit/query/permissions.ts';

const API = 'rbac.authorization.k8s.io';
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** @param name of every role and binding */
export function roleObjects(user: string, name: string, needed: readonly NeededRules[]): object[] {
  return needed.flatMap(({ namespace, rules }) => {
    const kind = namespace === '' ? 'ClusterRole' : 'Role';
    const metadata = { name, ...(namespace !== '' && { namespace }) };
    const head = (suffix: string) => ({ apiVersion: `${API}/v1`, kind: `${kind}${suffix}`, metadata });
    return [
      { ...head(''), rules: rules as PolicyRule[] },
      { ...head('Binding'), subjects: [subjectOf(user)], roleRef: { apiGroup: API, kind, name } },
    ];
  });
}

function subjectOf(user: string): object {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  return name === undefined ? { apiGroup: API, kind: 'User', name: user } : { kind: 'ServiceAccount', namespace, name };
}

/** A name of ours for what the user's requests needed. */
export function roleName(user: string): string {
  const plain = user.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  return `${plain.replaceAll(/^[-.]+|[-.]+$/g, '').slice(0, 200) || 'user'}-recorded`;
}
