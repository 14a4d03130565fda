import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Attributes } from '../authorization/authorizer.ts';
import { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { account, ask, binding, group, MemoryRbac, role, user } from '../authorization/rbac/testing.ts';
import { grantsTo } from './grants.ts';
import { nearMisses } from './near-misses.ts';

const on = (resources: string, verbs: string, more: object = {}) => ({
  apiGroups: [''],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

const index = new RbacIndex(
  new MemoryRbac(
    role('', 'view', on('pods configmaps', 'get list watch')),
    role('', 'everything', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
    role('', 'paths', { nonResourceURLs: ['/metrics'], verbs: ['get'] }),
    role('a', 'named', on('secrets', 'get', { resourceNames: ['one'] })),
    role('a', 'old', { apiGroups: ['extensions'], resources: ['ingresses'], verbs: ['get'] }),
    role('a', 'spare', on('services', 'get')),
    role('b', 'spare', on('services', 'get')),
    binding('a', 'viewers', 'ClusterRole/view', user('jane')),
    binding('a', 'named', 'Role/named', user('jane')),
    binding('a', 'old', 'Role/old', user('jane')),
    binding('a', 'lost', 'Role/lost', user('joe')),
    binding('b', 'spare', 'Role/spare', user('jane'), account('robot')),
    binding('a', 'ops', 'ClusterRole/everything', group('ops')),
    binding('', 'probes', 'ClusterRole/paths', user('jane'), group('monitors')),
  ),
);

const misses = (attributes: Attributes) =>
  nearMisses(index, attributes).map(({ reason, message }) => `${reason}: ${message}`);
const OPS = 'MissingGroup: members of the group ops may, by ClusterRole "everything" and RoleBinding "a/ops"';
const everything = (user: string, namespace?: string) =>
  `RoleNotBound: ClusterRole "everything" allows it, but is not bound to ${user}${namespace ? ` in the namespace ${namespace}` : ''}`;

describe('near misses', () => {
  const cases: [string, Attributes, string[]][] = [
    [
      'another verb',
      ask('jane', 'delete pods x', 'a'),
      [
        'OtherVerb: ClusterRole "view", bound by RoleBinding "a/viewers", allows get, list, watch on pods, not delete',
        OPS,
        everything('jane', 'a'),
      ],
    ],
    [
      'another name',
      ask('jane', 'get secrets two', 'a'),
      [
        'OtherName: Role "a/named", bound by RoleBinding "a/named", allows it for the names one, not for two',
        OPS,
        everything('jane', 'a'),
      ],
    ],
    [
      'no name',
      ask('jane', 'get secrets', 'a'),
      [
        'OtherName: Role "a/named", bound by RoleBinding "a/named", allows it by name only (one), and this request names no object',
        OPS,
        everything('jane', 'a'),
      ],
    ],
    [
      'another API group',
      ask('jane', 'get ingresses.networking', 'a'),
      [
        'OtherAPIGroup: Role "a/old", bound by RoleBinding "a/old", allows it in the API groups extensions, not in networking',
        OPS,
        everything('jane', 'a'),
      ],
    ],
    [
      'another subresource',
      ask('jane', 'get pods/log x', 'a'),
      [
        'OtherSubresource: ClusterRole "view", bound by RoleBinding "a/viewers", allows it for pods, configmaps, not for pods/log',
        OPS,
        everything('jane', 'a'),
      ],
    ],
    [
      'another namespace, a role that could be bound: the smaller one first',
      ask('jane', 'get services', 'a'),
      [
        'OtherNamespace: Role "b/spare" allows it in the namespace b, by RoleBinding "b/spare"',
        OPS,
        'RoleNotBound: Role "a/spare" allows it, but is not bound to jane in the namespace a',
        everything('jane', 'a'),
      ],
    ],
    [
      'a role that is gone',
      ask('joe', 'get nodes', 'a'),
      [
        'RoleNotFound: RoleBinding "a/lost" refers to a role that does not exist: role.rbac.authorization.k8s.io "lost" not found',
        OPS,
        everything('joe', 'a'),
      ],
    ],
    [
      'a path: another verb',
      ask('jane', 'post /metrics'),
      ['OtherVerb: ClusterRole "paths", bound by ClusterRoleBinding "probes", allows get on /metrics, not post'],
    ],
    [
      'a path: a group',
      ask('joe', 'get /metrics'),
      [
        'MissingGroup: members of the group monitors may, by ClusterRole "paths" and ClusterRoleBinding "probes"',
        'RoleNotBound: ClusterRole "paths" allows it, but is not bound to joe',
      ],
    ],
    ['nothing near', ask('joe', 'get /secret'), []],
  ];
  for (const [name, attributes, expected] of cases) {
    test(name, () => assert.deepEqual(misses(attributes), expected));
  }

  test('are a few of each kind, however many there are', () => {
    const many = Array.from({ length: 100 }, (_, n) => [
      role(`n${n}`, 'r', on('pods', 'get')),
      binding(`n${n}`, 'b', 'Role/r', user('jane')),
    ]);
    const found = nearMisses(new RbacIndex(new MemoryRbac(...many.flat())), ask('jane', 'get pods', 'a'));
    assert.equal(found.length, 5);
  });
});

test('that masters may is no advice', () => {
  const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  const masters = new RbacIndex(
    new MemoryRbac(role('', 'r', everything), binding('', 'b', 'ClusterRole/r', group('system:masters'))),
  );
  assert.deepEqual(
    nearMisses(masters, ask('joe', 'get pods', 'a')).map(({ reason }) => reason),
    ['RoleNotBound'],
  );
});

test('grants name the binding, the role, the subject and the rule', () => {
  assert.deepEqual(grantsTo(index, ask('system:serviceaccount:b:robot', 'get services', 'b')), [
    {
      binding: { kind: 'RoleBinding', namespace: 'b', name: 'spare' },
      role: { kind: 'Role', namespace: 'b', name: 'spare' },
      subject: { kind: 'ServiceAccount', namespace: 'b', name: 'robot' },
      rule: on('services', 'get'),
    },
  ]);
});
