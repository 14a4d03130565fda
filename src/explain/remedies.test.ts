import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { remedyFor } from './remedies.ts';

const refused = { step: 'Admission', reason: 'Forbidden', message: '', namespace: 'shop' } as const;

describe('what would satisfy', () => {
  for (const [by, message, remedy] of [
    [
      'ResourceQuota',
      'exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      /kubectl edit resourcequotas -n shop$/,
    ],
    [
      'ResourceQuota',
      'insufficient quota to consume: limits.memory,requests.cpu; exceeded quota: q, requested: pods=1',
      /kubectl create quota NAME -n shop --hard=limits.memory=…,requests.cpu=…$/,
    ],
    [
      'ResourceQuota',
      'insufficient quota to match these scopes: [{PriorityClass In [vip]}]',
      /scopeSelector .* in shop\.$/,
    ],
    ['ResourceQuota', 'failed quota: q: must specify limits.cpu for: c', /kubectl describe limitranges -n shop$/],
    ['PodSecurity', 'violates PodSecurity "restricted:latest": …', /enforce=baseline \(or privileged\)$/],
    ['PodSecurity', 'violates PodSecurity "baseline:latest": …', /enforce=privileged$/],
    ['NamespaceLifecycle', 'because it is being terminated', /allium why-stuck namespace shop$/],
  ] as const) {
    test(`${by}: ${message}`, () => assert.match(remedyFor({ ...refused, by, message })!, remedy));
  }

  test('a namespace that is missing', () => {
    const remedy = remedyFor({ ...refused, by: 'NamespaceLifecycle', reason: 'NotFound' });
    assert.match(remedy!, /kubectl create namespace shop$/);
  });

  test('nobody knows of a plugin of somebody else', () => {
    assert.equal(remedyFor({ ...refused, by: 'constructor' }), undefined);
  });

  test('a step that no plugin takes', () => {
    assert.match(remedyFor({ ...refused, step: 'Validation' })!, /^Correct the fields/);
  });
});
