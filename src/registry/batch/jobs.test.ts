import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1JobSpec, V1JobStatus, V1PodSpec } from '../../schema/generated/types.ts';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import type { Job } from './job.ts';
import { jobs } from './jobs.ts';

const { strategy } = jobs;
const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'u', groups: [] } };

function job(fields: object = {}): Job {
  const base: Job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sum', namespace: 'd', uid: 'u-1' },
    spec: { template: podTemplate('Never') },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  strategy.prepareForCreate!(object, CONTEXT);
  return object;
}

test('defaults', () => {
  const { template: _, selector: __, ...spec } = job().spec!;
  assert.deepEqual(spec, {
    completions: 1,
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  });
  assert.deepEqual(job().metadata.labels, { app: 'web' });
});

const DEFAULTS: readonly [object, object][] = [
  [{ parallelism: 3 }, { completions: undefined, parallelism: 3 }],
  [{ completions: 3 }, { completions: 3, parallelism: 1 }],
  [{ backoffLimitPerIndex: 1 }, { backoffLimit: 2147483647 }],
  [{ podFailurePolicy: { rules: [] } }, { podReplacementPolicy: 'Failed' }],
];
for (const [fields, expected] of DEFAULTS) {
  test(`defaults of ${JSON.stringify(fields)}`, () => {
    const spec = job(fields).spec as Record<string, unknown>;
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, spec[key]])), expected);
  });
}

test('a new job selects by its uid', () => {
  const { selector, template } = job().spec!;
  assert.deepEqual(selector, { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-1' } });
  assert.deepEqual(template!.metadata!.labels, {
    app: 'web',
    'job-name': 'sum',
    'batch.kubernetes.io/job-name': 'sum',
    'controller-uid': 'u-1',
    'batch.kubernetes.io/controller-uid': 'u-1',
  });
});

test('a new job whose pods have no labels of their own has those that they get', () => {
  const object = job({ template: { spec: { containers: [{ name: 'a', image: 'a' }], restartPolicy: 'Never' } } });
  assert.deepEqual(object.metadata.labels, {
    'job-name': 'sum',
    'batch.kubernetes.io/job-name': 'sum',
    'controller-uid': 'u-1',
    'batch.kubernetes.io/controller-uid': 'u-1',
  });
});

test('a manual selector is left alone', () => {
  const selector = { matchLabels: { app: 'web' } };
  const object = job({ manualSelector: true, selector });
  assert.deepEqual(object.spec!.selector, selector);
  assert.deepEqual(object.spec!.template!.metadata!.labels, { app: 'web' });
  assert.deepEqual(texts(strategy.validate!(object)), []);
});

const INDEXED = { completionMode: 'Indexed', completions: 5, parallelism: 2 };
const failing = (...rules: object[]) => ({ podFailurePolicy: { rules } });
const exitCodes = (fields: object) =>
  failing({ action: 'Count', onExitCodes: { operator: 'In', values: [1], ...fields } });
const succeeding = (...rules: object[]) => ({ ...INDEXED, successPolicy: { rules } });
const RULE = 'spec.podFailurePolicy.rules[0]';
const CODES = `${RULE}.onExitCodes`;
const SUCCESS = 'spec.successPolicy.rules[0]';

const CASES: readonly [string, object, string[]][] = [
  ['a plain job', {}, []],
  ['an indexed job', INDEXED, []],
  ['a failure policy', exitCodes({ values: [1, 2, 40] }), []],
  [
    'a failure policy on conditions',
    failing({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }),
    [],
  ],
  ['a success policy', succeeding({ succeededIndexes: '0,2-4', succeededCount: 4 }), []],
  ['a manager', { managedBy: 'example.com/queue' }, []],
  [
    'pods that restart for ever',
    { template: podTemplate('Always') },
    ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  [
    'a failure policy beside restarts',
    { ...exitCodes({}), template: podTemplate('OnFailure') },
    [
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ],
  ],
  [
    'negative numbers',
    { parallelism: -1, completions: -2, activeDeadlineSeconds: -3, backoffLimit: -4, ttlSecondsAfterFinished: -5 },
    [
      'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
      'spec.completions: Invalid value: -2: must be greater than or equal to 0',
      'spec.activeDeadlineSeconds: Invalid value: -3: must be greater than or equal to 0',
      'spec.backoffLimit: Invalid value: -4: must be greater than or equal to 0',
      'spec.ttlSecondsAfterFinished: Invalid value: -5: must be greater than or equal to 0',
    ],
  ],
  [
    'an unknown completion mode',
    { completionMode: 'Random' },
    ['spec.completionMode: Unsupported value: "Random": supported values: "NonIndexed", "Indexed"'],
  ],
  [
    'indexes without completions',
    { completionMode: 'Indexed', parallelism: 100_001 },
    [
      'spec.completions: Required value: when completion mode is Indexed',
      'spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed',
    ],
  ],
  [
    'failures by index without indexes',
    { maxFailedIndexes: 1 },
    [
      'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
      'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
    ],
  ],
  [
    'more failures than indexes',
    { ...INDEXED, backoffLimitPerIndex: 1, maxFailedIndexes: 6 },
    ['spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions'],
  ],
  [
    'many completions with much of everything',
    { completionMode: 'Indexed', completions: 100_001, parallelism: 10_001, backoffLimitPerIndex: 1 },
    [
      'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
      'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
    ],
  ],
  [
    'a manager without a domain',
    { managedBy: 'queue' },
    ['spec.managedBy: Invalid value: "queue": must be a domain-prefixed path (such as "acme.io/foo")'],
  ],
  [
    'early replacement beside a failure policy',
    { ...exitCodes({}), podReplacementPolicy: 'TerminatingOrFailed' },
    ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'],
  ],
  [
    'a failure rule without action and condition',
    failing({}),
    [
      `${RULE}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]`,
      `${RULE}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`,
    ],
  ],
  [
    'a failure rule with both conditions',
    failing({
      action: 'Shrug',
      onExitCodes: { operator: 'NotIn', values: [0] },
      onPodConditions: [{ type: 'Ready', status: 'Maybe' }],
    }),
    [
      `${RULE}.action: Unsupported value: "Shrug": supported values: "Count", "FailIndex", "FailJob", "Ignore"`,
      `${RULE}.onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"`,
      `${RULE}: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported`,
    ],
  ],
  [
    'a failed index without a limit by index',
    failing({ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } }),
    [`${RULE}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`],
  ],
  [
    'exit codes out of order',
    exitCodes({ containerName: 'z', values: [2, 0, 2] }),
    [
      `${CODES}.containerName: Invalid value: "z": must be one of the container or initContainer names in the pod template`,
      `${CODES}.values[1]: Invalid value: 0: must not be 0 for the In operator`,
      `${CODES}.values[2]: Duplicate value: 2`,
      `${CODES}.values: Invalid value: [2,0,2]: must be ordered`,
    ],
  ],
  ['no exit codes', exitCodes({ values: [] }), [`${CODES}.values: Invalid value: []: at least one value is required`]],
  [
    'success of a job without indexes',
    { successPolicy: { rules: [] } },
    ['spec.successPolicy: Invalid value: {"rules":[]}: requires indexed completion mode'],
  ],
  [
    'success without rules',
    succeeding(),
    [
      'spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified',
    ],
  ],
  [
    'a success rule without anything',
    succeeding({}),
    [`${SUCCESS}: Required value: at least one of succeededCount or succeededIndexes must be specified`],
  ],
  [
    'success of more than there are',
    succeeding({ succeededCount: 6, succeededIndexes: '0-1' }),
    [
      `${SUCCESS}.succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)`,
      `${SUCCESS}.succeededCount: Invalid value: 6: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)`,
    ],
  ],
  [
    'success of an index that is not there',
    succeeding({ succeededIndexes: '5' }),
    [`${SUCCESS}.succeededIndexes: Invalid value: "5": error parsing succeededIndexes: too large index: "5"`],
  ],
];
for (const [name, fields, expected] of CASES) {
  test(`validation: ${name}`, () => assert.deepEqual(texts(strategy.validate!(job(fields))), expected));
}

test('labels and selectors of someone else are refused', () => {
  const template = podTemplate('Never');
  template.metadata!.labels!['job-name'] = 'other';
  assert.deepEqual(texts(strategy.validate!(job({ template }))), [
    `spec.template.metadata.labels[job-name]: Invalid value: "other": must be 'sum'`,
  ]);
  const [error] = strategy.validate!(job({ selector: { matchLabels: { app: 'web' } } }));
  assert.deepEqual([error?.field, error?.detail], ['spec.selector', '`selector` not auto-generated']);
});

test('an indexed job must leave room for the index in host names', () => {
  const object = job(INDEXED);
  object.metadata.name = 'a'.repeat(62);
  const details = strategy.validate!(object).map((error) => error.detail);
  assert.ok(details.includes(`will not able to create pod with invalid DNS label: ${'a'.repeat(62)}-4`));
});

const UPDATES: readonly [string, object, object, string[]][] = [
  ['parallelism and suspend', {}, { parallelism: 4, suspend: true }, []],
  ['completions', {}, { completions: 2 }, ['spec.completions: Invalid value: 2: field is immutable']],
  ['completions with parallelism, indexed', INDEXED, { completions: 3, parallelism: 3 }, []],
  [
    'completions alone, indexed',
    INDEXED,
    { completions: 3 },
    ['spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism'],
  ],
  [
    'the manager',
    {},
    { managedBy: 'example.com/queue' },
    ['spec.managedBy: Invalid value: "example.com/queue": field is immutable'],
  ],
];
for (const [name, before, change, expected] of UPDATES) {
  test(`update of ${name}`, () => {
    const old = job(before);
    assert.deepEqual(texts(strategy.validateUpdate!(withSpec(old, change), old)), expected);
  });
}

const STARTED = { startTime: '2026-01-01T00:00:00Z' };
const SUSPENDED = [{ type: 'Suspended', status: 'True' }];
const REST: [name: string, spec: Partial<V1JobSpec>, status: V1JobStatus, expected: string[]][] = [
  ['a running job', {}, {}, ['spec.template']],
  ['a suspended job that never started', { suspend: true }, {}, []],
  ['a job whose pods are being stopped', { suspend: true }, STARTED, ['spec.template']],
  ['a job with a pod left', { suspend: true }, { ...STARTED, active: 1, conditions: SUSPENDED }, ['spec.template']],
  ['a job that was suspended', { suspend: true }, { ...STARTED, conditions: SUSPENDED }, []],
  ['a job that goes on', { suspend: false }, { ...STARTED, conditions: SUSPENDED }, ['spec.template']],
];
const TEMPLATE_CHANGES: [name: string, change: (pod: V1PodSpec) => void][] = [
  ['scheduling directives', (pod) => Object.assign(pod, { nodeSelector: { a: 'b' }, affinity: { nodeAffinity: {} } })],
  ['tolerations', (pod) => Object.assign(pod, { tolerations: [{ key: 'gpu', operator: 'Exists' }] })],
  ['amounts of resources', (pod) => Object.assign(pod.containers![0]!, { resources: { requests: { cpu: '2' } } })],
];
for (const [changed, change] of TEMPLATE_CHANGES) {
  for (const [name, spec, status, expected] of REST) {
    test(`update of the ${changed} of ${name}`, () => {
      assert.deepEqual(templateErrors({ ...job(spec), status }, change), expected);
    });
  }
}

test('update of the image of a suspended job', () => {
  const errors = templateErrors(job({ suspend: true }), (pod) =>
    Object.assign(pod.containers![0]!, { image: 'other' }),
  );
  assert.deepEqual(errors, ['spec.template']);
});

function templateErrors(old: Job, change: (pod: V1PodSpec) => void): string[] {
  const object = structuredClone(old);
  change(object.spec!.template!.spec!);
  return strategy.validateUpdate!(object, old).map((error) => error.field);
}

test('a job of an old release lacks the prefixed labels', () => {
  const old = job();
  for (const label of ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid']) {
    delete old.spec!.template!.metadata!.labels![label];
  }
  old.spec!.selector = { matchLabels: { 'controller-uid': 'u-1' } };
  assert.deepEqual(texts(strategy.validateUpdate!(withSpec(old, { parallelism: 2 }), old)), []);
});

test('the number of successes can be selected by', () => {
  assert.equal(jobs.selectableFields!['status.successful']!({ status: { succeeded: 2 } } as Job), '2');
});
