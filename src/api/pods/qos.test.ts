import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PodDemand, ResourceDemand } from './pod-spec.ts';
import { qosClass } from './qos.ts';

const full = { cpu: '1', memory: '1Gi' };
const pod = (...resources: ResourceDemand[]): PodDemand => ({
  containers: resources.map((each) => ({ resources: each })),
});

const CASES: [name: string, spec: PodDemand, expected: string][] = [
  ['nothing asked for', pod({}), 'BestEffort'],
  ['nothing but zero', pod({ requests: { cpu: '0' } }), 'BestEffort'],
  ['nothing that counts', pod({ limits: { 'ephemeral-storage': '1Gi' } }), 'BestEffort'],
  ['all limited and requested', pod({ limits: full, requests: full }), 'Guaranteed'],
  ['one of two containers without limits', pod({ limits: full, requests: full }, {}), 'Burstable'],
  ['an init container without limits', { ...pod({ limits: full, requests: full }), initContainers: [{}] }, 'Burstable'],
  ['requests below limits', pod({ limits: full, requests: { cpu: '1', memory: '512Mi' } }), 'Burstable'],
  ['one resource of two', pod({ limits: { cpu: '1' }, requests: { cpu: '1' } }), 'Burstable'],
  ['the same amount in other words', pod({ limits: full, requests: { cpu: '1000m', memory: '1024Mi' } }), 'Guaranteed'],
  [
    'the pod as a whole, whatever its containers say',
    { ...pod({}), resources: { limits: full, requests: full } },
    'Guaranteed',
  ],
];
for (const [name, spec, expected] of CASES) {
  test(`${name}: ${expected}`, () => assert.equal(qosClass(spec), expected));
}
