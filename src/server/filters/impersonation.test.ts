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

  test('names are UTF-8, in values as they are and in keys percent-encoded', async () => {
    const sent = (text: string) => Buffer.from(text).toString('latin1');
    const user = await run('root', {
      'impersonate-user': sent('grün'),
      'impersonate-group': [sent('größe'), sent('\uFEFFops')],
      'impersonate-uid': sent('№7'),
      'impersonate-extra-caf%c3%a9': sent('ü'),
    });
    assert.deepEqual(
      { ...user, extra: { ...user.extra } },
      { name: 'grün', uid: '№7', groups: ['größe', '\uFEFFops', 'system:authenticated'], extra: { café: ['ü'] } },
    );
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['grün', 'größe', '\uFEFFops', '№7', 'ü'],
    );
  });

  for (const name of ['../x:y z', 'shop:Cart', 'shop:a_b', 'sh.op:cart', 'shop:cart:x', 'shop:', ':cart']) {
    test(`system:serviceaccount:${name} is a user like any other`, async () => {
      const user = await run('root', { 'impersonate-user': `system:serviceaccount:${name}` });
      assert.deepEqual(user.groups, ['system:authenticated']);
      assert.deepEqual([asked[0]!.resource, asked[0]!.namespace], ['users', '']);
    });
  }

  for (const header of ['impersonate-user', 'impersonate-group', 'impersonate-uid', 'impersonate-extra-scope']) {
    test(`a value of ${header} that is not UTF-8 is a bad request, and nobody is asked`, async () => {
      const headers = { 'impersonate-user': 'jane', [header]: 'gr\xfcn' };
      await assert.rejects(run('root', headers), { code: 400, message: `the header ${header} is not UTF-8` });
      assert.equal(asked.length, 0);
    });
  }

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
