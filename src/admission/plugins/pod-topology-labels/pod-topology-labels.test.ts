import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup } from '../../testing.ts';
import { PodTopologyLabels } from './pod-topology-labels.ts';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const plugin = new PodTopologyLabels(
  lookup(
    { metadata: { name: 'n', labels: { [ZONE]: 'z', [REGION]: 'r', other: 'o' } } },
    { metadata: { name: 'bare' } },
  ),
);

for (const [what, resource, object, want] of [
  ['a binding', 'pods/binding', { target: { kind: 'Node', name: 'n' } }, { [ZONE]: 'z', [REGION]: 'r' }],
  ['a pod of a node', 'pods', { spec: { nodeName: 'n' } }, { [ZONE]: 'z', [REGION]: 'r' }],
  [
    'a pod that says something else',
    'pods',
    { metadata: { labels: { a: 'b', [ZONE]: 'y' } }, spec: { nodeName: 'n' } },
    { a: 'b', [ZONE]: 'z', [REGION]: 'r' },
  ],
  ['a pod of no node', 'pods', { spec: {} }, undefined],
  ['a node without topology', 'pods/binding', { target: { name: 'bare' } }, undefined],
  ['a node that is not there', 'pods/binding', { target: { name: 'gone' } }, undefined],
] as const) {
  test(what, async () => {
    const admitted = await admit(plugin, { resource, object });
    assert.deepEqual(admitted.object.metadata.labels, want);
  });
}
