import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../request/http.ts';
import type { Authentication, Authenticator } from './authenticator.ts';
import { unionAuthenticator } from './union.ts';

const request = {} as ApiRequest;
const accept = (name: string): Authentication => ({
  outcome: 'authenticated',
  user: { name, groups: [] },
  method: 'test',
});
const reject: Authentication = { outcome: 'reject', reason: 'bad' };
const pass: Authentication = { outcome: 'no-opinion' };
const broken = () => {
  throw new Error('down');
};

const cases: { name: string; members: (() => Authentication | Promise<Authentication>)[]; found: Authentication }[] = [
  { name: 'nobody', members: [], found: pass },
  { name: 'the first that accepts', members: [() => pass, () => accept('a'), () => accept('b')], found: accept('a') },
  { name: 'a reject ends it', members: [() => reject, () => accept('a')], found: reject },
  { name: 'silence to the end', members: [() => pass, () => pass], found: pass },
  {
    name: 'a throw rejects',
    members: [broken, () => accept('a')],
    found: { outcome: 'reject', reason: '0 failed: down' },
  },
  {
    name: 'a late throw rejects',
    members: [() => pass, async () => broken(), () => accept('a')],
    found: { outcome: 'reject', reason: '1 failed: down' },
  },
  { name: 'late silence passes on', members: [async () => pass, () => accept('a')], found: accept('a') },
  { name: 'a late reject ends it', members: [async () => reject, () => accept('a')], found: reject },
];
for (const { name, members, found } of cases) {
  test(name, async () => {
    const all = members.map((authenticate, index): Authenticator => ({ name: String(index), authenticate }));
    assert.deepEqual(await unionAuthenticator(all).authenticate(request), found);
  });
}

test('stays synchronous when its members are', () => {
  const union = unionAuthenticator([{ name: 'a', authenticate: () => accept('a') }]);
  assert.ok(!(union.authenticate(request) instanceof Promise));
});
