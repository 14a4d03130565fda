import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes, Authorizer, Decision } from './authorizer.ts';
import { unionAuthorizer } from './union.ts';

const attributes = {} as Attributes;
const allow: Decision = { outcome: 'allow', reason: 'may' };
const deny: Decision = { outcome: 'deny', reason: 'may not' };
const pass = (reason = ''): Decision => ({ outcome: 'no-opinion', reason });
const broken = () => {
  throw new Error('down');
};

const cases: { name: string; members: (() => Decision | Promise<Decision>)[]; decision: Decision }[] = [
  { name: 'nobody denies', members: [], decision: { outcome: 'deny', reason: '', silent: true } },
  { name: 'the first that allows', members: [() => pass(), () => allow, () => deny], decision: allow },
  { name: 'the first that denies', members: [() => pass(), () => deny, () => allow], decision: deny },
  {
    name: 'silence denies',
    members: [() => pass('a'), () => pass(), async () => pass('b')],
    decision: { outcome: 'deny', reason: 'a\nb', silent: true },
  },
  {
    name: 'a throw denies',
    members: [broken, () => allow],
    decision: { outcome: 'deny', reason: '0 failed: down', failed: true },
  },
  {
    name: 'a late throw denies',
    members: [async () => broken(), () => allow],
    decision: { outcome: 'deny', reason: '0 failed: down', failed: true },
  },
  { name: 'late silence passes on', members: [async () => pass(), () => allow], decision: allow },
];
for (const { name, members, decision } of cases) {
  test(name, async () => {
    const all = members.map((authorize, index): Authorizer => ({ name: String(index), authorize }));
    assert.deepEqual(await unionAuthorizer(all).authorize(attributes), decision);
  });
}
