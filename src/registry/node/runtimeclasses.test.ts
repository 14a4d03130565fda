import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDns1123Label } from '../../api/names.ts';
import { texts } from '../workloads/testing.ts';
import { runtimeClasses } from './runtimeclasses.ts';

const { strategy } = runtimeClasses;
const runtimeClass = (fields: object) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'r' },
  ...fields,
});
const TOLERATION = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' };

test('a valid one', () => {
  const object = runtimeClass({
    handler: 'runsc',
    overhead: { podFixed: { cpu: '250m' } },
    scheduling: { nodeSelector: { a: 'b' }, tolerations: [TOLERATION] },
  });
  assert.deepEqual(texts(strategy.validate!(object)), []);
});

const REFUSED: readonly [object, string[]][] = [
  [{}, ['handler']],
  [{ handler: 'a.b' }, ['handler']],
  [{ handler: 'r', overhead: { podFixed: { cpu: '-1' } } }, ['overhead.limits[cpu]']],
  [{ handler: 'r', scheduling: { nodeSelector: { '-': 'b' } } }, ['scheduling.nodeSelector']],
  [{ handler: 'r', scheduling: { tolerations: [{ operator: 'Equal' }] } }, ['scheduling.tolerations[0].operator']],
  [{ handler: 'r', scheduling: { tolerations: [TOLERATION, TOLERATION] } }, ['scheduling.tolerations[1]']],
];
for (const [fields, expected] of REFUSED) {
  test(`refused: ${JSON.stringify(fields)}`, () => {
    assert.deepEqual(
      strategy.validate!(runtimeClass(fields)).map((error) => error.field),
      expected,
    );
  });
}

test('a handler that is not given is no label', () => {
  assert.deepEqual(texts(strategy.validate!(runtimeClass({}))), [
    `handler: Invalid value: "": ${isDns1123Label('')[0]}`,
  ]);
});

test('the handler cannot change', () => {
  assert.deepEqual(texts(strategy.validateUpdate!(runtimeClass({ handler: 'a' }), runtimeClass({ handler: 'b' }))), [
    'handler: Invalid value: "a": field is immutable',
  ]);
});

test('old labels of nodes are warned of', () => {
  const object = runtimeClass({ scheduling: { nodeSelector: { 'beta.kubernetes.io/os': 'linux', a: 'b' } } });
  assert.deepEqual(strategy.warnings!(object, undefined), [
    'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead',
  ]);
});
