import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '../resource.ts';
import { texts } from '../workloads/testing.ts';
import { rbacResources } from './index.ts';

const GROUP = 'rbac.authorization.k8s.io';
const resources = new Map(rbacResources.map((resource) => [resource.kind, resource]));

function made(kind: string, fields: object): { resource: Resource; object: any } {
  const resource = resources.get(kind)!;
  const object = { apiVersion: `${GROUP}/v1`, kind, metadata: { name: 'r' }, ...fields };
  resource.strategy.defaults?.(object);
  return { resource, object };
}

const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const rules = (...list: object[]) => ({ rules: list });
const binding = (roleRef: object, ...subjects: object[]) => ({ roleRef, subjects });
const ROLE = { kind: 'Role', name: 'r' };
const CLUSTER_ROLE = { kind: 'ClusterRole', name: 'r' };

const CASES: readonly [string, string, object, string[]][] = [
  ['Role', 'a valid one', rules(PODS), []],
  ['Role', 'nothing', {}, []],
  [
    'Role',
    'a rule without verbs',
    rules({ ...PODS, verbs: [] }),
    ['rules[0].verbs: Required value: verbs must contain at least one value'],
  ],
  [
    'Role',
    'a rule of nothing',
    rules(PODS, { verbs: ['get'] }),
    [
      'rules[1].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[1].resources: Required value: resource rules must supply at least one resource',
    ],
  ],
  [
    'Role',
    'a path',
    rules({ nonResourceURLs: ['/x'], verbs: ['get'] }),
    ['rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs'],
  ],
  ['ClusterRole', 'a path', rules({ nonResourceURLs: ['/x'], verbs: ['get'] }), []],
  [
    'ClusterRole',
    'a path and a resource',
    rules({ ...PODS, nonResourceURLs: ['/x'] }),
    [
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
  ],
  [
    'ClusterRole',
    'an aggregation of nothing',
    { aggregationRule: {} },
    [
      'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    ],
  ],
  ['ClusterRole', 'an aggregation', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } }, []],
  [
    'RoleBinding',
    'valid subjects',
    binding(ROLE, { kind: 'User', name: 'u' }, { kind: 'Group', name: 'g' }, { kind: 'ServiceAccount', name: 's' }),
    [],
  ],
  [
    'RoleBinding',
    'no role',
    {},
    [
      `roleRef.apiGroup: Unsupported value: "": supported values: "${GROUP}"`,
      'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
      'roleRef.name: Required value',
    ],
  ],
  [
    'RoleBinding',
    'a role of a path',
    binding({ ...ROLE, name: 'a/b', apiGroup: 'other' }),
    [
      `roleRef.apiGroup: Unsupported value: "other": supported values: "${GROUP}"`,
      `roleRef.name: Invalid value: "a/b": may not contain '/'`,
    ],
  ],
  [
    'RoleBinding',
    'an unknown subject',
    binding(ROLE, { kind: 'Robot', name: 'x' }),
    ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"'],
  ],
  ['RoleBinding', 'a subject without a name', binding(ROLE, { kind: 'User' }), ['subjects[0].name: Required value']],
  [
    'RoleBinding',
    'subjects of other groups',
    binding(ROLE, { kind: 'User', name: 'u', apiGroup: 'x' }, { kind: 'ServiceAccount', name: 's', apiGroup: GROUP }),
    [
      `subjects[0].apiGroup: Unsupported value: "x": supported values: "${GROUP}"`,
      `subjects[1].apiGroup: Unsupported value: "${GROUP}": supported values: ""`,
    ],
  ],
  [
    'ClusterRoleBinding',
    'a role of a namespace',
    binding(ROLE),
    ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
  ],
  [
    'ClusterRoleBinding',
    'an account of no namespace',
    binding(CLUSTER_ROLE, { kind: 'ServiceAccount', name: 's' }),
    ['subjects[0].namespace: Required value'],
  ],
];
for (const [kind, name, fields, expected] of CASES) {
  test(`${kind}: ${name}`, () => {
    const { resource, object } = made(kind, fields);
    assert.deepEqual(texts(resource.strategy.validate!(object)), expected);
    if (object.roleRef || object.rules) {
      assert.deepEqual(texts(resource.strategy.validateUpdate!(object, structuredClone(object))), expected);
    }
  });
}

test('groups of users are filled in, not of service accounts', () => {
  const { object } = made(
    'RoleBinding',
    binding(ROLE, { kind: 'User', name: 'u' }, { kind: 'ServiceAccount', name: 's' }),
  );
  assert.deepEqual(object.roleRef, { ...ROLE, apiGroup: GROUP });
  assert.deepEqual(object.subjects, [
    { kind: 'User', name: 'u', apiGroup: GROUP },
    { kind: 'ServiceAccount', name: 's' },
  ]);
});

test('the role behind a binding cannot change', () => {
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
    const { resource, object } = made(kind, binding(CLUSTER_ROLE));
    const { object: other } = made(kind, binding({ ...CLUSTER_ROLE, name: 'other' }));
    assert.deepEqual(texts(resource.strategy.validateUpdate!(other, object)), [
      `roleRef: Invalid value: {"APIGroup":"${GROUP}","Kind":"ClusterRole","Name":"other"}: cannot change roleRef`,
    ]);
  }
});

test('names are path segments: colons and upper case are fine, slashes are not', () => {
  for (const { strategy } of rbacResources) {
    assert.deepEqual(strategy.validateName!('system:Node', false), []);
    assert.deepEqual(strategy.validateName!('a/b', false), ["may not contain '/'"]);
  }
});
