import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Held, removerOf, type Stuck } from './holds.ts';
import { readable } from './readable.ts';

const stuck: Stuck = {
  resource: 'namespace',
  name: 'team',
  deletedAt: 'noon',
  finalizers: ['kubernetes'],
  conditions: [],
  held: [],
  unseen: [],
};
const pod = (name: string, more: Partial<Held> = {}): Held => ({
  resource: 'pods',
  namespace: 'team',
  name,
  finalizers: [],
  owners: [],
  deletedAt: 'noon',
  ...more,
});

test('the first of a kind are those that something holds', () => {
  const held = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => pod(name));
  const text = readable({ ...stuck, held: [...held, pod('g', { finalizers: ['x/y'], owners: ['Job g'] })] });
  assert.match(text, / {2}7 pods\n {4}g: held by x\/y; owned by Job g\n {4}a: going\n/);
  assert.match(text, / {4}and 2 more\n/);
});

test('pods that only wait can be forced', () => {
  assert.match(readable({ ...stuck, held: [pod('a')] }), /kubectl delete pods\/a -n team --force --grace-period=0\n/);
});

test('an object of its own is let go by itself, a namespace never', () => {
  const claim = readable({
    ...stuck,
    resource: 'persistentvolumeclaim',
    namespace: 'team',
    finalizers: ['kubernetes.io/pvc-protection'],
  });
  assert.match(claim, /kubectl patch persistentvolumeclaim\/team -n team --type=merge/);
  assert.doesNotMatch(readable(stuck), /kubectl patch namespace/);
});

test('kinds that could not be looked at are told', () => {
  assert.match(readable({ ...stuck, unseen: ['secrets is forbidden'] }), /Not looked at:\n {2}secrets is forbidden\n/);
});

test('finalizers have somebody who takes them off', () => {
  assert.match(removerOf('kubernetes.io/pvc-protection'), /PVC protection controller/);
  assert.match(removerOf('example.com/x'), /a controller of example.com,/);
  assert.match(removerOf('__proto__'), /a controller of __proto__,/);
});
