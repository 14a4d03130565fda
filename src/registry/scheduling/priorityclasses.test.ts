import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts } from '../workloads/testing.ts';
import { type PriorityClass, priorityClasses } from './priorityclasses.ts';

const { strategy } = priorityClasses;

function priorityClass(name: string, fields: object = {}): PriorityClass {
  const object = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, ...fields };
  strategy.defaults!(object);
  return object;
}
const reserved = (why: string) => [
  `metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
];

const CASES: readonly [string, object, string[]][] = [
  ['high', {}, []],
  ['high', { value: 1_000_000_000, preemptionPolicy: 'Never' }, []],
  [
    'high',
    { value: 1_000_000_001 },
    ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
  ],
  [
    'high',
    { preemptionPolicy: 'Ask' },
    ['preemptionPolicy: Unsupported value: "Ask": supported values: "PreemptLowerPriority", "Never"'],
  ],
  ['system-node-critical', { value: 2_000_001_000 }, []],
  ['system-mine', {}, reserved('system-mine is not a known system priority class')],
  ['system-node-critical', { value: 1 }, reserved('value of system-node-critical PriorityClass must be 2000001000')],
  [
    'system-cluster-critical',
    { value: 2_000_000_000, globalDefault: true },
    reserved('globalDefault of system-cluster-critical PriorityClass must be false'),
  ],
];
for (const [name, fields, expected] of CASES) {
  test(`${name} ${JSON.stringify(fields)}`, () => {
    assert.deepEqual(texts(strategy.validate!(priorityClass(name, fields))), expected);
  });
}

test('value and preemption cannot change', () => {
  const changed = priorityClass('high', { value: 2, preemptionPolicy: 'Never', description: 'new' });
  assert.deepEqual(texts(strategy.validateUpdate!(changed, priorityClass('high'))), [
    'value: Forbidden: may not be changed in an update.',
    'preemptionPolicy: Invalid value: "Never": field is immutable',
  ]);
});
