import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Attributes, Authorizer } from '../../authorization/authorizer.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse, Headers } from '../../request/http.ts';
import { impersonation } from './impersonation.ts';

const DONE: ApiResponse = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** Lets `root` impersonate everybody, and `clerk` only the user jane. */
const asked: Attributes[] = [];
const authorizer: Authorizer = {
  name: 'test',
  authorize(attributes) {
    asked.push(attributes);
    const { user, resource, name } = attributes;
    const allowed = user.name === 'root' || (user.name === 'clerk' && resource === 'users' && name === 'jane');
    return { outcome: allowed ? 'allow' : 'no-opinion', reason: '' };
  },
};

async function run(user: string, headers: Headers) {
  asked.length = 0;
  const context = { request: { headers }, user: { name: user, groups: [] } } as unknown as RequestContext;
  await impersonation(authorizer)(context, () => DONE);
  return context.user;
}

describe('impersonation', () => {
  test('without its headers nothing changes, and nobody is asked', async () => {
    assert.equal((await run('root', { accept: 'x' })).name, 'root');
    assert.equal(asked.length, 0);
  });

  test('a user, groups, uid and extras are each authorized and taken', async () => {
    const user = await run('root', {
      'impersonate-user': 'jane',
      'impersonate-group': ['dev', 'ops'],
      'impersonate-uid': '7',
      'impersonate-extra-example.com%2fscope': 'view',
    });
    assert.deepEqual(
      { ...user, extra: { ...user.extra } },
      {
        name: 'jane',
        uid: '7',
        groups: ['dev', 'ops', 'system:authenticated'],
        extra: { 'example.com/scope': ['view'] },
      },
    );
    assert.deepEqual(
      asked.map(({ verb, group, resource, subresource, name }) => [verb, group, resource, subresource, name].join(' ')),
      [
        'impersonate  users  jane',
        'impersonate  groups  dev',
        'impersonate  groups  ops',
        'impersonate authentication.k8s.io uids  7',
        'impersonate authentication.k8s.io userextras example.com/scope view',
      ],
    );
  });

  test('a service account is asked for in its namespace, and is in its groups', async () => {
    const user = await run('root', { 'impersonate-user': 'system:serviceaccount:shop:cart' });
    assert.deepEqual(user.groups, ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated']);
    assert.equal(asked[0]!.namespace, 'shop');
  });

  for (const [what, user, headers, message] of [
    [
      'a user',
      'jane',
      { 'impersonate-user': 'root' },
      'users "root" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    ],
    [
      'a group beside a user that is granted',
      'clerk',
      { 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' },
      'groups "system:masters" is forbidden: User "clerk" cannot impersonate resource "groups" in API group "" at the cluster scope',
    ],
    [
      'a group without a user',
      'root',
      { 'impersonate-group': 'dev' },
      'impersonation needs exactly one Impersonate-User header beside groups, uid and extras',
    ],
    [
      'two users',
      'root',
      { 'impersonate-user': ['a', 'b'] },
      'impersonation needs exactly one Impersonate-User header beside groups, uid and extras',
    ],
    [
      'an unknown header of the family',
      'root',
      { 'impersonate-nonsense': 'x' },
      'impersonation needs exactly one Impersonate-User header beside groups, uid and extras',
    ],
  ] as const) {
    test(`${what} is refused`, () => assert.rejects(run(user, headers), { message }));
  }
});
