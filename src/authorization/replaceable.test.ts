import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alwaysDenyAuthorizer } from './always-deny.ts';
import type { Attributes, Authorizer, Decision } from './authorizer.ts';
import { counted } from './counted.ts';
import { ReplaceableAuthorizer } from './replaceable.ts';
import { unionAuthorizer } from './union.ts';

const attributes = {} as Attributes;
const user = { name: 'jane', groups: [] };
const ALLOW: Decision = { outcome: 'allow', reason: '' };
const allows: Authorizer = { name: 'allows', authorize: () => ALLOW };

test('what is asked after a replacement is decided by the new one, what was asked before by the old', async () => {
  const { promise, resolve } = Promise.withResolvers<Decision>();
  const slow: Authorizer = { name: 'slow', authorize: () => promise };
  const authorizer = new ReplaceableAuthorizer(unionAuthorizer([slow, alwaysDenyAuthorizer]));
  const before = authorizer.authorize(attributes);
  authorizer.replace(allows);
  assert.deepEqual(await authorizer.authorize(attributes), ALLOW);
  resolve({ outcome: 'no-opinion', reason: '' });
  assert.deepEqual(await before, { outcome: 'deny', reason: 'Everything is forbidden.', silent: true });
});

test('rules are those of the one in force; one that cannot tell them says so', async () => {
  const authorizer = new ReplaceableAuthorizer(alwaysDenyAuthorizer);
  assert.deepEqual(await authorizer.rulesFor(user, 'ns'), { resourceRules: [], nonResourceRules: [] });
  authorizer.replace(allows);
  assert.equal((await authorizer.rulesFor(user, 'ns')).incomplete, 'allows cannot tell');
});

test('k/k#121635: a union is synced when all of its members are', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let synced = false;
  const late: Authorizer = { ...allows, synced: promise };
  const authorizer = new ReplaceableAuthorizer(unionAuthorizer([alwaysDenyAuthorizer, counted(late, () => {})]));
  const waited = authorizer.synced.then(() => {
    synced = true;
  });
  await Promise.resolve();
  assert.equal(synced, false);
  resolve();
  await waited;
});

test('only decisions that end the search are counted, those that come late too', async () => {
  const counts: string[] = [];
  const decisions: (Decision | Promise<Decision>)[] = [
    ALLOW,
    { outcome: 'no-opinion', reason: '' },
    Promise.resolve<Decision>({ outcome: 'deny', reason: '' }),
  ];
  for (const decision of decisions) {
    const one = counted({ name: 'one', authorize: () => decision }, (outcome) => counts.push(outcome));
    assert.equal(await one.authorize(attributes), await decision);
  }
  assert.deepEqual(counts, ['allow', 'deny']);
});
