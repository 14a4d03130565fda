import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { replicationControllers } from '../core/replicationcontrollers.ts';
import type { Resource } from '../resource.ts';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import { controllerRevisions } from './controllerrevisions.ts';
import { replicaSets } from './replicasets.ts';

function made<T extends KubeObject>({ kind, strategy }: Resource<T>, spec: object, fields: object): T {
  const base: KubeObject = { apiVersion: 'v1', kind, metadata: { name: 'r', namespace: 'd' }, spec };
  const object = withSpec(base, fields) as T;
  strategy.defaults!(object);
  return object;
}
const set = (fields: object = {}) =>
  made(replicaSets, { selector: { matchLabels: { app: 'web' } }, template: podTemplate() }, fields);
const controller = (fields: object = {}) => made(replicationControllers, { template: podTemplate() }, fields);

const MISMATCH =
  'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`';

const SETS: readonly [string, object, string[]][] = [
  ['valid', {}, []],
  ['no selector', { selector: undefined }, ['spec.selector: Required value', MISMATCH]],
  ['negative', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
];
for (const [name, fields, expected] of SETS) {
  test(`replica set: ${name}`, () => assert.deepEqual(texts(replicaSets.strategy.validate!(set(fields))), expected));
}

test('a replica set keeps its selector', () => {
  const changed = set({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } });
  const [error] = replicaSets.strategy.validateUpdate!(changed, set());
  assert.equal(error?.field, 'spec.selector');
  assert.equal(error?.detail, 'field is immutable');
});

test('a replication controller takes selector and labels from its template', () => {
  const object = controller();
  assert.deepEqual(object.spec!.selector, { app: 'web' });
  assert.deepEqual(object.metadata.labels, { app: 'web' });
  assert.equal(replicationControllers.scale!.selector(object), 'app=web');
  assert.equal(controller({ selector: { app: 'z' } }).spec!.selector!.app, 'z');
});

const CONTROLLERS: readonly [string, object, string[]][] = [
  ['valid', {}, []],
  ['empty', { template: undefined }, ['spec.selector: Required value', 'spec.template: Required value']],
  ['another selector', { selector: { app: 'z' } }, [MISMATCH]],
  [
    'pods that end',
    { template: podTemplate('Never') },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
];
for (const [name, fields, expected] of CONTROLLERS) {
  test(`replication controller: ${name}`, () => {
    assert.deepEqual(texts(replicationControllers.strategy.validate!(controller(fields))), expected);
  });
}

test('the number of replicas can be selected by', () => {
  for (const { selectableFields } of [replicaSets, replicationControllers]) {
    assert.equal(selectableFields!['status.replicas']!({ status: { replicas: 3 } } as never), '3');
    assert.equal(selectableFields!['status.replicas']!({} as never), '0');
  }
});

test('a controller revision needs its data and keeps it', () => {
  const revision = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: {}, revision: -1 };
  assert.deepEqual(texts(controllerRevisions.strategy.validate!(revision)), [
    'data: Required value: data is mandatory',
    'revision: Invalid value: -1: must be greater than or equal to 0',
  ]);
  const [one, two] = [1, 2].map((n) => ({ ...revision, revision: n, data: { n } }));
  assert.deepEqual(texts(controllerRevisions.strategy.validateUpdate!(two!, one!)), [
    'data: Invalid value: {"n":2}: field is immutable',
  ]);
});
