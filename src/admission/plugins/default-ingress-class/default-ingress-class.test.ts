import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup } from '../../testing.ts';
import { DefaultIngressClass } from './default-ingress-class.ts';

const ingressClass = (name: string, isDefault: string) => ({
  metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': isDefault } },
});
const write = (object: object) => ({ resource: 'ingresses.networking.k8s.io', object });
const withDefault = new DefaultIngressClass(lookup(ingressClass('a', 'false'), ingressClass('b', 'true')));

test('the default class is filled in', async () => {
  const { object } = await admit(withDefault, write({ spec: { rules: [] } }));
  assert.deepEqual(object.spec, { rules: [], ingressClassName: 'b' });
});

for (const [what, object] of [
  ['a class', { spec: { ingressClassName: 'c' } }],
  ['the annotation that classes came by before', { metadata: { annotations: { 'kubernetes.io/ingress.class': '' } } }],
] as const) {
  test(`an ingress with ${what} keeps it`, async () => {
    const admitted = await admit(withDefault, write(object));
    assert.deepEqual(admitted.object.spec, 'spec' in object ? object.spec : undefined);
  });
}

test('without a default nothing is filled in', async () => {
  const { object } = await admit(new DefaultIngressClass(lookup(ingressClass('a', 'yes'))), write({ spec: {} }));
  assert.deepEqual(object.spec, {});
});

test('two defaults are refused', async () => {
  const plugin = new DefaultIngressClass(lookup(ingressClass('a', 'true'), ingressClass('b', 'true')));
  const { refused } = await admit(plugin, write({ spec: {} }));
  assert.equal(
    refused,
    'ingresses.networking.k8s.io "x" is forbidden: Internal error occurred: 2 default IngressClasses were found, only 1 allowed',
  );
});
