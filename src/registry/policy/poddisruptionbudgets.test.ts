import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts, withSpec } from '../workloads/testing.ts';
import { type PodDisruptionBudget, podDisruptionBudgets } from './poddisruptionbudgets.ts';

const { strategy, status } = podDisruptionBudgets;
const BASE: PodDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'b', namespace: 'd' },
};

const CASES: readonly [string, object, string[]][] = [
  ['nothing', {}, []],
  ['a number', { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }, []],
  ['a percentage', { maxUnavailable: '100%' }, []],
  [
    'both',
    { minAvailable: 1, maxUnavailable: 1 },
    [
      'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    ],
  ],
  ['a negative', { minAvailable: -1 }, ['spec.minAvailable: Invalid value: -1: must be greater than or equal to 0']],
  [
    'too much',
    { maxUnavailable: '101%' },
    ['spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
  ],
  [
    'no percentage',
    { minAvailable: 'all' },
    [
      `spec.minAvailable: Invalid value: "all": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
    ],
  ],
  [
    'a bad selector',
    { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    ["spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"],
  ],
  [
    'an unknown policy',
    { unhealthyPodEvictionPolicy: 'Never' },
    ['spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"'],
  ],
];
for (const [name, fields, expected] of CASES) {
  test(name, () => {
    const object = withSpec(BASE, fields);
    assert.deepEqual(texts(strategy.validate!(object)), expected);
    assert.deepEqual(texts(strategy.validateUpdate!(object, BASE)), expected);
  });
}

test('status counts and conditions', () => {
  const at = '2026-01-01T00:00:00Z';
  const good = { type: 'Ok', status: 'True', reason: 'Fine', message: '', lastTransitionTime: at };
  const object = { ...BASE, status: { expectedPods: -1, conditions: [good, { ...good, status: 'Yes', reason: '1' }] } };
  const errors = status!.validateUpdate!(object, BASE);
  assert.deepEqual(
    errors.map(({ field, type }) => [field, type]),
    [
      ['status.conditions[1].type', 'FieldValueDuplicate'],
      ['status.conditions[1].status', 'FieldValueNotSupported'],
      ['status.conditions[1].reason', 'FieldValueInvalid'],
      ['status.expectedPods', 'FieldValueInvalid'],
    ],
  );
  const empty = { ...BASE, status: { conditions: [{}] } };
  assert.deepEqual(texts(status!.validateUpdate!(empty, BASE)), [
    'status.conditions[0].type: Required value: must be set',
    'status.conditions[0].status: Required value: must be set',
    'status.conditions[0].lastTransitionTime: Required value: must be set',
    'status.conditions[0].reason: Required value: must be set',
  ]);
});
