import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Headers } from '../../request/http.ts';
import { isIdentityHeader, userReader } from './header-user.ts';

const NAMES = {
  username: ['X-Remote-User', 'X-User'],
  uid: ['X-Remote-Uid'],
  groups: ['X-Remote-Group', 'X-Group'],
  extraPrefixes: ['X-Remote-Extra-'],
};
const read = userReader(NAMES);

describe('who it is', () => {
  const authenticated = ['system:authenticated'];
  const cases: { name: string; headers: Headers; user: object | undefined }[] = [
    { name: 'nobody', headers: { 'x-remote-group': 'a' }, user: undefined },
    { name: 'an empty name is none', headers: { 'x-remote-user': '' }, user: undefined },
    { name: 'a name', headers: { 'x-remote-user': 'jane' }, user: { name: 'jane', groups: authenticated } },
    {
      name: 'the first header that has one',
      headers: { 'x-remote-user': '', 'x-user': 'joe' },
      user: { name: 'joe', groups: authenticated },
    },
    {
      name: 'the first value of a repeated header',
      headers: { 'x-remote-user': ['jane', 'admin'] },
      user: { name: 'jane', groups: authenticated },
    },
    {
      name: 'every group of every header, as it is',
      headers: { 'x-remote-user': 'jane', 'x-remote-group': ['a, b', '', 'c'], 'x-group': 'd' },
      user: { name: 'jane', groups: ['a, b', 'c', 'd', ...authenticated] },
    },
    {
      name: 'uid and extra',
      headers: {
        'x-remote-user': 'jane',
        'x-remote-uid': '42',
        'x-remote-extra-acme.com%2fproject': ['a', 'b'],
        'x-remote-extra-%zz': 'c',
      },
      user: { name: 'jane', uid: '42', groups: authenticated, extra: { 'acme.com/project': ['a', 'b'], '%zz': ['c'] } },
    },
    {
      name: 'whom the proxy does not know',
      headers: { 'x-remote-user': 'system:anonymous', 'x-remote-group': 'system:unauthenticated' },
      user: { name: 'system:anonymous', groups: ['system:unauthenticated'] },
    },
    {
      name: 'a name in UTF-8',
      headers: { 'x-remote-user': Buffer.from('Jürgen').toString('latin1') },
      user: { name: 'Jürgen', groups: authenticated },
    },
  ];
  for (const { name, headers, user } of cases) test(name, () => assert.deepEqual(read(headers), user));

  test('bytes that are no text name nobody', () => {
    assert.throws(() => read({ 'x-remote-user': '\xff' }), TypeError);
  });
});

test('which headers are looked at', () => {
  const is = isIdentityHeader(NAMES);
  const identity = ['x-remote-user', 'x-user', 'x-remote-uid', 'x-remote-group', 'x-remote-extra-', 'x-remote-extra-a'];
  const others = ['x-remote-users', 'x-remote', 'remote-user', 'authorization', 'impersonate-user', '__proto__'];
  assert.deepEqual([...identity, ...others].filter(is), identity);
});

test('whatever is sent, a user has a name, and its groups and extra are texts that were sent', () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1 }));
  const suffix = fc.oneof(fc.constantFrom('__proto__', '%5f%5fproto%5f%5f', '%', 'constructor'), fc.string());
  const headers = fc.record(
    { 'x-remote-user': value, 'x-user': value, 'x-remote-uid': value, 'x-remote-group': value },
    { requiredKeys: [] },
  );
  const extra = fc.dictionary(
    suffix.map((text) => `x-remote-extra-${text.toLowerCase()}`),
    value,
  );
  fc.assert(
    fc.property(headers, extra, (known, more) => {
      const user = read({ ...known, ...more });
      if (user === undefined) return;
      assert.ok(user.name !== '' && user.groups.every((group) => typeof group === 'string' && group !== ''));
      const values = Object.values(user.extra ?? {});
      assert.equal(values.flat().length, Object.values(more).flat().length);
    }),
  );
});
