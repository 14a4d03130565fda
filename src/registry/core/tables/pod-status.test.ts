import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podTable } from './pods.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const DELETED = { deletionTimestamp: '2026-01-01T00:59:00Z' };
const ENDED = { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:55:00Z' } };
const running = (name: string, more: object = {}) => ({
  name,
  ready: true,
  restartCount: 0,
  state: { running: {} },
  ...more,
});
const waiting = (name: string, reason: string) => ({ name, restartCount: 0, state: { waiting: { reason } } });
const ended = (name: string, terminated: object) => ({ name, restartCount: 0, state: { terminated } });

function cellsOf({ metadata = {}, spec = {}, status = {} }: Record<string, object>): unknown[] {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec: { containers: [{ name: 'a' }], ...spec },
    status: { phase: 'Running', ...status },
  };
  return podTable.cells(pod, { now: NOW }).slice(1, 4);
}

const TWO_INIT = { initContainers: [{ name: 'i' }, { name: 'j' }] };
const SIDECAR = { initContainers: [{ name: 's', restartPolicy: 'Always' }] };

const CASES: readonly (readonly [what: string, pod: Record<string, object>, cells: unknown[]])[] = [
  ['nothing is known yet', { status: { phase: 'Pending' } }, ['0/1', 'Pending', '0']],
  ['it runs', { status: { containerStatuses: [running('a')] } }, ['1/1', 'Running', '0']],
  ['it runs, not ready', { status: { containerStatuses: [running('a', { ready: false })] } }, ['0/1', 'Running', '0']],
  [
    'it has restarted',
    { status: { containerStatuses: [running('a', { restartCount: 2, lastState: ENDED })] } },
    ['1/1', 'Running', '2 (5m ago)'],
  ],
  [
    'it has restarted, nobody knows when',
    { status: { containerStatuses: [running('a', { restartCount: 2 })] } },
    ['1/1', 'Running', '2'],
  ],
  [
    'a container waits',
    { status: { phase: 'Pending', containerStatuses: [waiting('a', 'ImagePullBackOff')] } },
    ['0/1', 'ImagePullBackOff', '0'],
  ],
  [
    'of several, the first speaks',
    {
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
      status: { containerStatuses: [waiting('a', 'CrashLoopBackOff'), waiting('b', 'ErrImagePull')] },
    },
    ['0/2', 'CrashLoopBackOff', '0'],
  ],
  [
    'a container ended with a code',
    { status: { containerStatuses: [ended('a', { exitCode: 137 })] } },
    ['0/1', 'ExitCode:137', '0'],
  ],
  [
    'a container ended by a signal',
    { status: { containerStatuses: [ended('a', { exitCode: 1, signal: 9 })] } },
    ['0/1', 'Signal:9', '0'],
  ],
  [
    'all is done',
    { status: { phase: 'Succeeded', containerStatuses: [ended('a', { exitCode: 0, reason: 'Completed' })] } },
    ['0/1', 'Completed', '0'],
  ],
  [
    'one is done, the other runs, the pod is ready',
    {
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [ended('a', { exitCode: 0, reason: 'Completed' }), running('b')],
      },
    },
    ['1/2', 'Running', '0'],
  ],
  [
    'one is done, the other runs, the pod is not ready',
    {
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
      status: { containerStatuses: [ended('a', { exitCode: 0, reason: 'Completed' }), running('b')] },
    },
    ['1/2', 'NotReady', '0'],
  ],
  [
    'the first of two init containers runs',
    { spec: TWO_INIT, status: { phase: 'Pending', initContainerStatuses: [running('i')] } },
    ['0/1', 'Init:0/2', '0'],
  ],
  [
    'the second init container failed and was restarted',
    {
      spec: TWO_INIT,
      status: {
        phase: 'Pending',
        initContainerStatuses: [
          ended('i', { exitCode: 0 }),
          { name: 'j', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ENDED },
        ],
      },
    },
    ['0/1', 'Init:CrashLoopBackOff', '3 (5m ago)'],
  ],
  [
    'an init container ended badly',
    {
      spec: TWO_INIT,
      status: { phase: 'Pending', initContainerStatuses: [ended('i', { exitCode: 2, reason: 'Error' })] },
    },
    ['0/1', 'Init:Error', '0'],
  ],
  [
    'an init container is starting',
    { spec: TWO_INIT, status: { phase: 'Pending', initContainerStatuses: [waiting('i', 'PodInitializing')] } },
    ['0/1', 'Init:0/2', '0'],
  ],
  [
    'restarts of init containers are forgotten once they are done, those of sidecars are not',
    {
      spec: SIDECAR,
      status: {
        initContainerStatuses: [running('s', { started: true, restartCount: 4 })],
        containerStatuses: [running('a', { restartCount: 1 })],
      },
    },
    ['2/2', 'Running', '5'],
  ],
  [
    'a sidecar that has not started holds the pod back',
    { spec: SIDECAR, status: { phase: 'Pending', initContainerStatuses: [running('s', { started: false })] } },
    ['0/2', 'Init:0/1', '0'],
  ],
  [
    'scheduling is gated',
    {
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    },
    ['0/1', 'SchedulingGated', '0'],
  ],
  ['it was evicted', { status: { phase: 'Failed', reason: 'Evicted' } }, ['0/1', 'Evicted', '0']],
  [
    'it is being deleted',
    { metadata: DELETED, status: { containerStatuses: [running('a')] } },
    ['1/1', 'Terminating', '0'],
  ],
  [
    'it is being deleted and its node is lost',
    { metadata: DELETED, status: { reason: 'NodeLost' } },
    ['0/1', 'Unknown', '0'],
  ],
  [
    'it is done and being deleted',
    {
      metadata: DELETED,
      status: { phase: 'Succeeded', containerStatuses: [ended('a', { exitCode: 0, reason: 'Completed' })] },
    },
    ['0/1', 'Completed', '0'],
  ],
];
for (const [what, pod, cells] of CASES) test(what, () => assert.deepEqual(cellsOf(pod), cells));
