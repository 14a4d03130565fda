import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import type { PodSecurityPolicy } from '../../api/pod-security-policy.ts';
import type { BindingObject, RoleObject, Subject } from '../../api/rbac/objects.ts';
import type { Cluster } from './cluster.ts';
import { migrationOf } from './migration.ts';
import { readable } from './readable.ts';

const ANY = { rule: 'RunAsAny' };
const apiGroup = 'rbac.authorization.k8s.io';
const strict = {
  metadata: { name: 'strict' },
  spec: {
    seLinux: ANY,
    fsGroup: ANY,
    supplementalGroups: ANY,
    runAsUser: { rule: 'MustRunAsNonRoot' },
    allowPrivilegeEscalation: false,
    requiredDropCapabilities: ['ALL'],
    volumes: ['secret'],
  },
} as PodSecurityPolicy;
strict.metadata.annotations = {
  'seccomp.security.alpha.kubernetes.io/defaultProfileName': 'runtime/default',
  'seccomp.security.alpha.kubernetes.io/allowedProfileNames': 'runtime/default',
};

const namespace = (name: string, labels?: object) => ({ metadata: { name, labels } }) as KubeObject;
const role = (name: string, resourceName: string, group = 'policy') =>
  ({
    metadata: { name },
    rules: [{ apiGroups: [group], resources: ['podsecuritypolicies'], resourceNames: [resourceName], verbs: ['use'] }],
  }) as unknown as RoleObject;
const binding = (name: string, of: string, where: string | undefined, ...subjects: Subject[]) =>
  ({
    metadata: { name, namespace: where },
    roleRef: { apiGroup, kind: 'ClusterRole', name: of },
    subjects,
  }) as unknown as BindingObject;
const object = (name: string, where: string, more: object, owner?: string) =>
  ({
    metadata: {
      name,
      namespace: where,
      uid: name,
      ...(owner && { ownerReferences: [{ controller: true, uid: owner }] }),
      ...(more as any).metadata,
    },
    spec: (more as any).spec,
  }) as unknown as KubeObject;
const containers = [{ name: 'c', image: 'i' }];
const template = { spec: { template: { spec: { containers } } } };

const CLUSTER: Cluster = {
  policies: [strict],
  namespaces: [
    namespace('infra', { 'pod-security.kubernetes.io/enforce': 'privileged' }),
    namespace('shop'),
    namespace('vacant'),
  ],
  roles: [role('strict', 'strict', 'extensions'), role('other', 'other')],
  bindings: [
    binding('accounts', 'strict', undefined, { kind: 'Group', apiGroup, name: 'system:serviceaccounts:shop' }),
    binding('robot', 'strict', 'vacant', { kind: 'ServiceAccount', namespace: 'vacant', name: 'robot' }),
    binding('admins', 'strict', undefined, { kind: 'Group', apiGroup, name: 'system:masters' }),
    binding('other', 'other', undefined, { kind: 'User', apiGroup, name: 'jane' }),
    binding('lost', 'nothing', undefined, { kind: 'User', apiGroup, name: 'jane' }),
  ],
  workloads: [
    { group: 'apps', resource: 'deployments', kind: 'Deployment', object: object('web', 'shop', template) },
    { group: 'apps', resource: 'replicasets', kind: 'ReplicaSet', object: object('web-1', 'shop', template, 'web') },
    {
      group: '',
      resource: 'replicationcontrollers',
      kind: 'ReplicationController',
      object: object('bare', 'shop', { spec: {} }),
    },
  ],
  pods: [
    object(
      'web-1-a',
      'shop',
      { metadata: { annotations: { 'kubernetes.io/psp': 'strict' } }, spec: { containers } },
      'web-1',
    ),
    object('agent', 'infra', { spec: { hostNetwork: true, containers } }, 'a custom controller'),
    object('evil', 'infra', {
      spec: { containers: [{ name: 'c', livenessProbe: { tcpSocket: { host: '\u001b[2J' } } }] },
    }),
  ],
};

const UNRESTRICTED = [
  'allowPrivilegeEscalation != false',
  'unrestricted capabilities',
  'runAsNonRoot != true',
  'seccompProfile',
];

test('namespaces move as far as nothing that is there would be refused', () => {
  const { namespaces } = migrationOf(CLUSTER);
  const told = namespaces.map(({ refusals, ...rest }) => ({
    ...rest,
    refusals: refusals.map(({ violations, ...refusal }) => ({
      ...refusal,
      why: violations.map(({ reason }) => reason),
    })),
  }));
  assert.deepEqual(told, [
    {
      name: 'infra',
      level: 'privileged',
      enforced: 'privileged',
      looked: 2,
      policies: [],
      refusals: [
        { level: 'baseline', kind: 'Pod', name: 'agent', why: ['host namespaces'] },
        { level: 'baseline', kind: 'Pod', name: 'evil', why: ['probe or lifecycle host'] },
      ],
    },
    {
      name: 'shop',
      level: 'baseline',
      looked: 1,
      policies: [{ name: 'strict', admitted: 1, bindings: ['ClusterRoleBinding accounts'] }],
      refusals: [{ level: 'restricted', kind: 'Deployment', name: 'web', why: UNRESTRICTED, filledInBy: 'strict' }],
    },
    {
      name: 'vacant',
      level: 'restricted',
      looked: 0,
      policies: [{ name: 'strict', admitted: 0, bindings: ['RoleBinding vacant/robot'] }],
      refusals: [],
    },
  ]);
});

test('it reads', () => {
  const must = 'container "c" must set securityContext';
  assert.equal(
    readable(migrationOf(CLUSTER)),
    `Policies:
  strict holds pods to the level privileged
    not baseline: seLinux lets pods choose any type, user or role
    not baseline: annotation apparmor.security.beta.kubernetes.io/allowedProfileNames is missing or allows unconfined: pods may switch AppArmor off
    lost default: requiredDropCapabilities drops ALL
    lost default: allowPrivilegeEscalation sets allowPrivilegeEscalation=false
    lost default: runAsUser sets runAsNonRoot=true
    lost default: annotation seccomp.security.alpha.kubernetes.io/defaultProfileName sets the seccomp profile runtime/default

Namespaces:
  infra can move to privileged (2 looked at, enforces privileged now)
    baseline refuses Pod agent:
      host namespaces: hostNetwork=true
    baseline refuses Pod evil:
      probe or lifecycle host: container "c" uses probe or lifecycle host "?[2J"
  shop can move to baseline (1 looked at)
    policy strict: 1 pod admitted, by ClusterRoleBinding accounts
    restricted refuses Deployment web:
      allowPrivilegeEscalation != false: ${must}.allowPrivilegeEscalation=false
      unrestricted capabilities: ${must}.capabilities.drop=["ALL"]
      runAsNonRoot != true: pod or ${must}.runAsNonRoot=true
      seccompProfile: pod or ${must}.seccompProfile.type to "RuntimeDefault" or "Localhost"
      policy strict fills in today what is missing
  vacant can move to restricted (nothing runs there)
    policy strict: 0 pods admitted, by RoleBinding vacant/robot

Next: write down what policies fill in today, see what a level would refuse:
  kubectl label --dry-run=server --overwrite namespace NAME pod-security.kubernetes.io/enforce=LEVEL
and hold the namespaces to their levels:
  kubectl label --overwrite namespace shop pod-security.kubernetes.io/enforce=baseline
  kubectl label --overwrite namespace vacant pod-security.kubernetes.io/enforce=restricted
`,
  );
});

test('a cluster without policies', () => {
  const text = readable(migrationOf({ ...CLUSTER, policies: [], namespaces: [] }));
  assert.match(text, /^Policies:\n {2}there are none\n/);
});
