import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup, type TestWrite } from '../../testing.ts';
import { NodeDeclaredFeatureValidator } from './node-declared-feature-validator.ts';

const FEATURE = 'InPlacePodLevelResourcesVerticalScaling';
const plugin = new NodeDeclaredFeatureValidator(
  lookup(
    { metadata: { name: 'able' }, status: { declaredFeatures: ['Other', FEATURE] } },
    { metadata: { name: 'unable' }, status: { declaredFeatures: ['Other'] } },
    { metadata: { name: 'old' } },
  ),
);

const pod = (cpu: string, nodeName?: string) => ({
  spec: { ...(nodeName && { nodeName }), resources: { requests: { cpu } }, containers: [{ name: 'c' }] },
});
const resize = (nodeName?: string, cpu = '2'): TestWrite => ({
  operation: 'UPDATE',
  resource: 'pods/resize',
  oldObject: pod('1', nodeName),
  object: pod(cpu, nodeName),
});
const missing = (node: string) => `pod update requires features ${FEATURE} which are not available on node "${node}"`;
const ofContainers: TestWrite = {
  ...resize('unable', '1'),
  object: { spec: { ...pod('1', 'unable').spec, containers: [{ name: 'c', resources: { requests: { cpu: '2' } } }] } },
};

const CASES: [what: string, write: TestWrite, refusal?: string][] = [
  ['a node that can', resize('able')],
  ['a node that cannot', resize('unable'), missing('unable')],
  ['a node that says nothing', resize('old'), missing('old')],
  ['a node that is gone', resize('gone'), 'node "gone" not found'],
  ['no node', resize()],
  ['a pod that stays as it is', resize('gone', '1')],
  ['containers alone', ofContainers],
  ['a change by another way', { ...resize('unable'), resource: 'pods' }, missing('unable')],
  ['a status', { ...resize('unable'), resource: 'pods/status' }],
  ['another kind', { ...resize('unable'), resource: 'podtemplates' }],
];
for (const [what, write, refusal] of CASES) {
  test(`${what}: ${refusal ? 'refused' : 'admitted'}`, async () => {
    const { refused } = await admit(plugin, write);
    assert.equal(refused, refusal && `${write.resource.split('/')[0]} "x" is forbidden: ${refusal}`);
  });
}
