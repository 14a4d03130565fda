import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1JobSpec, V1JobStatus } from '../../schema/generated/types.ts';
import { texts } from '../workloads/testing.ts';
import type { Job } from './job.ts';
import { validateJobStatusUpdate } from './job-status.ts';

const job = (status: V1JobStatus, spec: V1JobSpec = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {},
  spec,
  status,
});

const START = '2026-01-01T00:00:00Z';
const END = '2026-01-01T01:00:00Z';
const is = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));
const RUNNING: V1JobStatus = { active: 1, startTime: START };
const DONE: V1JobStatus = { startTime: START, completionTime: END, conditions: is('SuccessCriteriaMet', 'Complete') };
const INDEXED: V1JobSpec = { completionMode: 'Indexed', completions: 5, backoffLimitPerIndex: 1, parallelism: 1 };

const CASES: readonly [string, V1JobStatus, V1JobStatus, V1JobSpec, string[]][] = [
  ['a start', {}, RUNNING, {}, []],
  ['an end', RUNNING, DONE, {}, []],
  ['a failure', RUNNING, { startTime: START, failed: 1, conditions: is('FailureTarget', 'Failed') }, {}, []],
  ['indexes', RUNNING, { ...RUNNING, completedIndexes: '0,2-3', failedIndexes: '1' }, INDEXED, []],
  [
    'negative counts',
    {},
    { active: -1, ready: -1 },
    {},
    [
      'status.active: Invalid value: -1: must be greater than or equal to 0',
      'status.ready: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'both ends at once',
    RUNNING,
    { ...DONE, conditions: is('Complete', 'Failed') },
    {},
    ['status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions'],
  ],
  [
    'an end without times, and with pods',
    {},
    { active: 2, conditions: is('Complete'), uncountedTerminatedPods: { failed: ['u'] } },
    {},
    [
      'status.completionTime: Required value: completionTime is required for Complete jobs',
      'status.active: Invalid value: 2: active>0 is invalid for finished job',
      'status.startTime: Required value: startTime is required for finished job',
      'status.uncountedTerminatedPods: Invalid value: {"Succeeded":null,"Failed":["u"]}: uncountedTerminatedPods needs to be empty for finished job',
    ],
  ],
  [
    'an end before the start',
    RUNNING,
    { ...DONE, completionTime: '2025-12-31T23:00:00Z' },
    {},
    ['status.completionTime: Invalid value: "2025-12-31T23:00:00Z": completionTime cannot be set before startTime'],
  ],
  [
    'an end taken back',
    DONE,
    RUNNING,
    {},
    [
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
      'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition',
    ],
  ],
  [
    'counters going down',
    { succeeded: 2, failed: 2 },
    { succeeded: 1, failed: 1 },
    {},
    [
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
      'status.succeeded: Invalid value: 1: cannot decrease the succeeded counter',
    ],
  ],
  ['successes of a job scaled down', { succeeded: 2 }, { succeeded: 1 }, { ...INDEXED, parallelism: 5 }, []],
  [
    'a start time removed',
    RUNNING,
    { active: 1 },
    {},
    ['status.startTime: Invalid value: null: field is immutable for unsuspended job once set'],
  ],
  [
    'a start time moved',
    RUNNING,
    { active: 1, startTime: END },
    {},
    [`status.startTime: Invalid value: "${END}": field is immutable for unsuspended job once set`],
  ],
  [
    'a start time moved as the job goes on',
    { ...RUNNING, conditions: is('Suspended') },
    { active: 1, startTime: END, conditions: [{ type: 'Suspended', status: 'False' }] },
    {},
    [],
  ],
  [
    'an end of a suspended job of no pods',
    {},
    { completionTime: END, conditions: is('SuccessCriteriaMet', 'Complete') },
    { suspend: true, completions: 0 },
    [],
  ],
  [
    'more ready than active',
    RUNNING,
    { ...RUNNING, ready: 2 },
    {},
    ['status.ready: Invalid value: 2: cannot set more ready pods than active'],
  ],
  ['more ready than active, as before', { ...RUNNING, ready: 2 }, { ...RUNNING, ready: 2, failed: 1 }, {}, []],
  [
    'an end with pods that still terminate',
    RUNNING,
    { ...DONE, terminating: 1 },
    {},
    ['status.terminating: Invalid value: 1: terminating>0 is invalid for finished job'],
  ],
  ['a start time removed on suspension', RUNNING, {}, { suspend: true }, []],
  [
    'pods counted twice',
    {},
    { uncountedTerminatedPods: { succeeded: ['u', ''], failed: ['u'] } },
    {},
    [
      'status.uncountedTerminatedPods.succeeded[1]: Invalid value: "": must not be empty',
      'status.uncountedTerminatedPods.failed[0]: Duplicate value: "u"',
    ],
  ],
  [
    'indexes of a job without',
    RUNNING,
    { ...RUNNING, completedIndexes: '0', failedIndexes: '1' },
    { completions: 2 },
    [
      'status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode',
      'status.failedIndexes: Invalid value: "1": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
    ],
  ],
  [
    'an index both completed and failed',
    RUNNING,
    { ...RUNNING, completedIndexes: '0-2', failedIndexes: '2' },
    INDEXED,
    ['status.failedIndexes: Invalid value: "2": failedIndexes and completedIndexes overlap at index: 2'],
  ],
  [
    'success without its criteria',
    RUNNING,
    { ...DONE, conditions: is('Complete') },
    { ...INDEXED, successPolicy: { rules: [] } },
    [
      'status.conditions: Invalid value: cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
    ],
  ],
];
for (const [name, before, after, spec, expected] of CASES) {
  test(name, () => assert.deepEqual(texts(validateJobStatusUpdate(job(after, spec), job(before, spec))), expected));
}

test('what was wrong before does not stand in the way of another change', () => {
  const broken: V1JobStatus = { completedIndexes: '9', conditions: is('Complete', 'Failed') };
  assert.deepEqual(texts(validateJobStatusUpdate(job({ ...broken, failed: 1 }, INDEXED), job(broken, INDEXED))), []);
});
