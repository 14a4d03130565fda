import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import { type CronJob, cronJobs } from './cronjobs.ts';

const { strategy } = cronJobs;

function cronJob(fields: object = {}): CronJob {
  const base: CronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'd' },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: podTemplate('Never') } } },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  return object;
}

test('defaults leave the job template to the job', () => {
  const { jobTemplate, ...spec } = cronJob().spec!;
  assert.deepEqual(spec, {
    schedule: '0 3 * * *',
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  assert.deepEqual(Object.keys(jobTemplate!.spec!), ['template']);
});

const jobSpec = (fields: object) => ({ jobTemplate: { spec: { template: podTemplate('Never'), ...fields } } });
const TZ = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';

const CASES: readonly [string, object, string[]][] = [
  ['a valid one', {}, []],
  ['a time zone', { timeZone: 'Europe/Berlin' }, []],
  ['UTC', { timeZone: 'UTC' }, []],
  ['no schedule', { schedule: undefined }, ['spec.schedule: Required value']],
  [
    'a bad schedule',
    { schedule: 'error' },
    ['spec.schedule: Invalid value: "error": expected exactly 5 fields, found 1: [error]'],
  ],
  [
    'a zone in the schedule',
    { schedule: 'TZ=UTC 0 3 * * *' },
    [`spec.schedule: Invalid value: "TZ=UTC 0 3 * * *": ${TZ}`],
  ],
  ['an empty zone', { timeZone: '' }, ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string']],
  [
    'an unknown zone',
    { timeZone: 'Mars/Olympus' },
    ['spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus'],
  ],
  ['a path for a zone', { timeZone: '../etc' }, ['spec.timeZone: Invalid value: "../etc": unknown time zone ../etc']],
  ['an offset for a zone', { timeZone: '+01' }, ['spec.timeZone: Invalid value: "+01": unknown time zone +01']],
  [
    "the server's own zone",
    { timeZone: 'local' },
    [
      'spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
  ],
  [
    'an unknown concurrency policy',
    { concurrencyPolicy: 'Queue' },
    ['spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"'],
  ],
  [
    'negative numbers',
    { startingDeadlineSeconds: -1, successfulJobsHistoryLimit: -2, failedJobsHistoryLimit: -3 },
    [
      'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.successfulJobsHistoryLimit: Invalid value: -2: must be greater than or equal to 0',
      'spec.failedJobsHistoryLimit: Invalid value: -3: must be greater than or equal to 0',
    ],
  ],
  [
    'a selector of its own',
    jobSpec({ selector: {}, manualSelector: true }),
    [
      'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ],
  ],
  [
    'a job that is none',
    jobSpec({ parallelism: -1 }),
    ['spec.jobTemplate.spec.parallelism: Invalid value: -1: must be greater than or equal to 0'],
  ],
];
for (const [name, fields, expected] of CASES) {
  test(`validation: ${name}`, () => assert.deepEqual(texts(strategy.validate!(cronJob(fields))), expected));
}

test('names leave room for the time in the names of jobs, unless they are there already', () => {
  const object = cronJob();
  object.metadata.name = 'a'.repeat(53);
  assert.deepEqual(texts(strategy.validate!(object)), [
    `metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`,
  ]);
  assert.deepEqual(texts(strategy.validateUpdate!(object, object)), []);
});

test('a zone in a stored schedule stays, but not beside the field', () => {
  const old = cronJob({ schedule: 'TZ=UTC 0 3 * * *' });
  assert.deepEqual(texts(strategy.validateUpdate!(old, old)), []);
  assert.deepEqual(texts(strategy.validateUpdate!(withSpec(old, { timeZone: 'UTC' }), old)), [
    'spec.schedule: Invalid value: "TZ=UTC 0 3 * * *": cannot use both timeZone field and TZ or CRON_TZ in schedule',
  ]);
});
