import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BindingObject, PolicyRule, RoleObject } from '../api/rbac/objects.ts';
import { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { account, binding, group, MemoryRbac, role, user } from '../authorization/rbac/testing.ts';
import { resourceAccess } from './powers.ts';
import { whoCan } from './who-can.ts';

const RBAC = 'rbac.authorization.k8s.io';
const on = (apiGroup: string, resources: string, verbs: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...(resourceNames.length > 0 && { resourceNames }),
});

const BASE = [
  role('', 'reader', on('', 'secrets', 'get')),
  binding('a', 'readers', 'ClusterRole/reader', account('robot'), user('jane')),
];
/** `kind name: way, way` for everybody but those who can anyhow. */
async function ways(...more: (RoleObject | BindingObject)[]): Promise<string[]> {
  const index = new RbacIndex(new MemoryRbac(...BASE, ...more));
  const { holders } = await whoCan(index, resourceAccess('get', 'secrets', { namespace: 'a' }));
  return holders
    .slice(3)
    .map(({ subject: { kind, name }, steps }) => `${kind} ${name}: ${steps.map(({ way }) => way).join(', ')}`);
}

describe('who can', () => {
  test('those it is granted to, and masters', async () => {
    const index = new RbacIndex(new MemoryRbac(...BASE));
    const { holders } = await whoCan(index, resourceAccess('get', 'secrets', { namespace: 'a' }));
    assert.deepEqual(
      holders.map(({ subject, steps }) => [subject.kind, subject.namespace, subject.name, steps[0]!.way]),
      [
        ['Group', undefined, 'system:masters', 'Masters'],
        ['ServiceAccount', 'a', 'robot', 'Grant'],
        ['User', undefined, 'jane', 'Grant'],
      ],
    );
    assert.equal(holders[2]!.steps[0]!.grants![0]!.binding.name, 'readers');
  });

  const cases: [string, (RoleObject | BindingObject)[], string[]][] = [
    ['nobody else', [], []],
    ['not in another namespace', [binding('b', 'x', 'ClusterRole/reader', user('x'))], []],
    [
      'by impersonation of a user, and of whoever may do that',
      [
        role('', 'jane', on('', 'users', 'impersonate', 'jane')),
        binding('', 'jane', 'ClusterRole/jane', user('eve')),
        role('', 'eve', on('', 'users', 'impersonate', 'eve')),
        binding('', 'eve', 'ClusterRole/eve', user('mallory')),
      ],
      ['User eve: Impersonate, Grant', 'User mallory: Impersonate, Impersonate, Grant'],
    ],
    [
      'by impersonation of masters',
      [
        role('', 'm', on('', 'groups', 'impersonate', 'system:masters')),
        binding('', 'm', 'ClusterRole/m', user('eve')),
      ],
      ['User eve: Impersonate, Masters'],
    ],
    [
      'by a token of a service account, in its namespace only',
      [
        role('', 't', on('', 'serviceaccounts/token', 'create')),
        binding('a', 't', 'ClusterRole/t', user('eve')),
        binding('b', 't', 'ClusterRole/t', user('nobody')),
      ],
      ['User eve: CreateToken, Grant'],
    ],
    [
      'by a pod, or what makes pods',
      [
        role('a', 'p', on('', 'pods', 'create')),
        role('a', 'd', on('apps', 'deployments', 'create')),
        binding('a', 'p', 'Role/p', group('devs')),
        binding('a', 'd', 'Role/d', user('deployer')),
      ],
      ['Group devs: RunPod, Grant', 'User deployer: RunPod, Grant'],
    ],
    [
      'by a binding: the verb alone is not enough',
      [
        role('', 'b', on(RBAC, 'clusterroles', 'bind', 'reader')),
        role('', 'c', on(RBAC, 'rolebindings', 'create')),
        binding('a', 'b', 'ClusterRole/b', user('eve'), user('poor')),
        binding('a', 'c', 'ClusterRole/c', user('eve')),
      ],
      ['User eve: Bind'],
    ],
    [
      'by writing it into a role that is bound',
      [
        role('', 'e', on(RBAC, 'clusterroles', 'escalate update')),
        role('', 'f', on(RBAC, 'clusterroles', 'escalate')),
        binding('', 'e', 'ClusterRole/e', user('eve')),
        binding('', 'f', 'ClusterRole/f', user('poor')),
      ],
      ['User eve: Escalate'],
    ],
  ];
  for (const [name, objects, expected] of cases) {
    test(name, async () => assert.deepEqual(await ways(...objects), expected));
  }

  test('no more than can be read, and says so', async () => {
    const many = Array.from({ length: 1500 }, (_, n) => user(`u${n}`));
    const index = new RbacIndex(new MemoryRbac(...BASE, binding('a', 'many', 'ClusterRole/reader', ...many)));
    const { holders, incomplete } = await whoCan(index, resourceAccess('get', 'secrets', { namespace: 'a' }));
    assert.deepEqual([holders.length, incomplete], [1000, true]);
  });
});
