import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Quantity } from '../../../api/quantity.ts';
import type { StatusError } from '../../../api/status.ts';
import { admit, attributesOf, lookup, type TestWrite } from '../../testing.ts';
import { PodResizeValidator } from './pod-resize-validator.ts';

const node = (name: string, labels: object, allocatable?: object) => ({
  metadata: { name, labels },
  status: { ...(allocatable && { allocatable }) },
});
const LINUX = { 'kubernetes.io/os': 'linux' };
const plugin = new PodResizeValidator({
  nodes: lookup(
    node('n', LINUX, { cpu: '1500m', memory: '1Gi' }),
    node('windows', { 'kubernetes.io/os': 'windows' }, { cpu: '4', memory: '4Gi' }),
    node('odd', {}, { cpu: '4', memory: '4Gi' }),
    node('bare', LINUX),
  ),
  requestsOf: ({ spec }) =>
    new Map(
      Object.entries(spec?.containers?.[0]?.resources?.requests ?? {}).map(([name, text]) => [
        name,
        Quantity.parse(text),
      ]),
    ),
});

const asking = (requests: object, nodeName?: string) => ({
  spec: { containers: [{ resources: { requests } }], ...(nodeName && { nodeName }) },
});
const resize = (requests: object, nodeName?: string): TestWrite => ({
  operation: 'UPDATE',
  resource: 'pods/resize',
  oldObject: asking({ cpu: '100m' }, nodeName),
  object: asking(requests, nodeName),
});
const LACKING = "Node didn't have enough allocatable resources:";
const ONLY_LINUX = 'pod resize is only supported on linux nodes, node';

const CASES: [what: string, write: TestWrite, refusal?: string, reason?: string][] = [
  ['a pod of no node', resize({ cpu: '100' })],
  ['what the node has', resize({ cpu: '1500m', memory: '1Gi' }, 'n')],
  [
    'more processors',
    resize({ cpu: '1.6' }, 'n'),
    `${LACKING} cpu, requested: 1600, allocatable: 1500`,
    'NodeCapacity',
  ],
  [
    'more of everything',
    resize({ cpu: '2', memory: '2Gi' }, 'n'),
    `${LACKING} cpu, requested: 2000, allocatable: 1500; memory, requested: 2147483648, allocatable: 1073741824`,
    'NodeCapacity',
  ],
  [
    'of a node that has not said',
    resize({ cpu: '1m' }, 'bare'),
    `${LACKING} cpu, requested: 1, allocatable: 0`,
    'NodeCapacity',
  ],
  ['of Windows', resize({ cpu: '1' }, 'windows'), `${ONLY_LINUX} "windows" is "windows"`, 'UnsupportedPlatform'],
  ['of nobody knows what', resize({ cpu: '1' }, 'odd'), `${ONLY_LINUX} "odd" is ""`, 'UnsupportedPlatform'],
  ['of a node that is gone', resize({ cpu: '1' }, 'gone'), 'node "gone" not found'],
  ['as it was', resize({ cpu: '100m' }, 'gone')],
  ['another change', { ...resize({ cpu: '100' }, 'n'), resource: 'pods' }],
  ['another kind', { ...resize({ cpu: '100' }, 'n'), resource: 'nodes/resize' }],
];
for (const [what, write, refusal, reason] of CASES) {
  test(`${what}: ${refusal ? 'refused' : 'admitted'}`, async () => {
    const { refused } = await admit(plugin, write);
    assert.equal(refused, refusal && `pods "x" is forbidden: ${refusal}`);
    if (!reason) return;
    assert.throws(
      () => plugin.validate(attributesOf(write)),
      ({ code, details }: StatusError) => {
        assert.deepEqual([code, details?.causes], [403, [{ reason }]]);
        return true;
      },
    );
  });
}
