import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import { type DaemonSet, daemonSets } from './daemonsets.ts';
import { TEMPLATE_GENERATION } from './template-generation.ts';

const { strategy, status } = daemonSets;
const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'u', groups: [] } };

function set(fields: object = {}): DaemonSet {
  const base: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'd' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: podTemplate() },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  return object;
}

const generation = (object: DaemonSet) => object.metadata.annotations?.[TEMPLATE_GENERATION];

test('defaults fill the strategy and the history', () => {
  const { spec } = set();
  assert.deepEqual(spec!.updateStrategy, {
    type: 'RollingUpdate',
    rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
  });
  assert.equal(spec!.revisionHistoryLimit, 10);
});

const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
const CASES: readonly [string, object, string[]][] = [
  ['a valid one', {}, []],
  ['OnDelete', { updateStrategy: { type: 'OnDelete' } }, []],
  ['a surge alone', rolling({ maxUnavailable: 0, maxSurge: '10%' }), []],
  [
    'no selector',
    { selector: undefined },
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  ],
  [
    'both surge and unavailable',
    rolling({ maxUnavailable: 1, maxSurge: 1 }),
    ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero'],
  ],
  [
    'neither',
    rolling({ maxUnavailable: 0 }),
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
  ],
  [
    'an unknown strategy',
    { updateStrategy: { type: 'Canary' } },
    ['spec.updateStrategy: Unsupported value: {"type":"Canary"}: supported values: "RollingUpdate", "OnDelete"'],
  ],
];
for (const [name, fields, expected] of CASES) {
  test(`validation: ${name}`, () => assert.deepEqual(texts(strategy.validate!(set(fields))), expected));
}

test('the template generation starts at one and follows the template alone', () => {
  const created = set();
  strategy.prepareForCreate!(created, CONTEXT);
  assert.equal(generation(created), '1');
  const same = withSpec(created, { minReadySeconds: 3 });
  same.metadata.annotations = { [TEMPLATE_GENERATION]: '9' };
  strategy.prepareForUpdate!(same, created, CONTEXT);
  assert.equal(generation(same), '1');
  const other = withSpec(created, { template: { ...podTemplate(), metadata: { labels: { app: 'web', v: '2' } } } });
  strategy.prepareForUpdate!(other, created, CONTEXT);
  assert.equal(generation(other), '2');
  status!.prepareForUpdate(other, created, CONTEXT);
  assert.equal(generation(other), '1');
});

test('a template generation must be a number', () => {
  const object = set();
  object.metadata.annotations = { [TEMPLATE_GENERATION]: 'x' };
  strategy.prepareForCreate!(object, CONTEXT);
  assert.deepEqual(texts(strategy.validate!(object)), [
    `metadata.annotations[${TEMPLATE_GENERATION}]: Invalid value: "x": must be an integer`,
  ]);
});

test('a new status counts nothing', () => {
  const object = { ...set(), status: { numberReady: 4 } };
  strategy.prepareForCreate!(object, CONTEXT);
  assert.deepEqual(object.status, {});
  assert.deepEqual(texts(status!.validateUpdate!({ ...object, status: { numberReady: -1 } }, object)), [
    'status.numberReady: Invalid value: -1: must be greater than or equal to 0',
  ]);
});
