import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import { type Deployment, deployments } from './deployments.ts';

const { strategy, status, scale } = deployments;

function deployment(fields: object = {}): Deployment {
  const base: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'd' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: podTemplate() },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  return object;
}

test('defaults fill the strategy, the history and the deadline', () => {
  const { selector: _, template: __, ...spec } = deployment().spec!;
  assert.deepEqual(spec, {
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  assert.deepEqual(deployment({ strategy: { type: 'Recreate' } }).spec!.strategy, { type: 'Recreate' });
});

test('a valid deployment has no errors', () => {
  assert.deepEqual(texts(strategy.validate!(deployment())), []);
  assert.deepEqual(texts(strategy.validate!(deployment({ strategy: { type: 'Recreate' } }))), []);
});

const MISMATCH =
  'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`';
const rolling = (rollingUpdate: object) => ({ strategy: { type: 'RollingUpdate', rollingUpdate } });

const REFUSED: readonly [string, object, string[]][] = [
  ['negative replicas', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  ['no selector', { selector: undefined }, ['spec.selector: Required value', MISMATCH]],
  ['another selector', { selector: { matchLabels: { app: 'z' } } }, [MISMATCH]],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a selector that cannot be evaluated',
    { selector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['w'] }] } },
    [
      'spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Like","values":["w"]}]}: invalid label selector',
    ],
  ],
  [
    'pods that end',
    { template: podTemplate('Never') },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
  [
    'Recreate with a rolling update',
    { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
  [
    'an update that can do nothing',
    rolling({ maxSurge: 0, maxUnavailable: 0 }),
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
  ],
  [
    'more than all unavailable',
    rolling({ maxUnavailable: '101%' }),
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
  ],
  [
    'a negative surge',
    rolling({ maxSurge: -1 }),
    ['spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'a strategy of no known type',
    { strategy: { type: 'Canary' } },
    ['spec.strategy: Unsupported value: {"type":"Canary"}: supported values: "Recreate", "RollingUpdate"'],
  ],
  [
    'a deadline before pods can be ready',
    { progressDeadlineSeconds: 5, minReadySeconds: 5 },
    ['spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds'],
  ],
  [
    'negative history and readiness',
    { revisionHistoryLimit: -1, minReadySeconds: -1 },
    [
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
];

for (const [name, fields, expected] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.deepEqual(texts(strategy.validate!(deployment(fields))), expected);
  });
}

test('the selector is immutable', () => {
  const changed = deployment({ selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } });
  assert.deepEqual(texts(strategy.validateUpdate!(changed, deployment())), [
    'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable',
  ]);
  assert.deepEqual(texts(strategy.validateUpdate!(deployment({ replicas: 3 }), deployment())), []);
});

test('status updates touch neither spec nor labels, and counts must fit', () => {
  const old = deployment();
  const object = withSpec(deployment(), { replicas: 9 });
  object.metadata.labels = { a: 'b' };
  object.status = { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 1 };
  status!.prepareForUpdate(object, old, {} as never);
  assert.equal(object.spec!.replicas, 1);
  assert.ok(!('labels' in object.metadata), 'a member that is undefined would be no JSON');
  assert.deepEqual(texts(status!.validateUpdate!(object, { ...old, status: { collisionCount: 2 } })), [
    'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas',
    'status.collisionCount: Invalid value: 1: cannot be decremented',
  ]);
});

test('scale reads and writes the replicas', () => {
  const object = deployment({ replicas: 2 });
  scale!.setReplicas(object, 5);
  assert.deepEqual(
    [scale!.replicas(object), scale!.statusReplicas(object), scale!.selector(object)],
    [5, 0, 'app=web'],
  );
});

test('names that make no host name are warned of, once', () => {
  const object = deployment();
  object.metadata.name = 'web.example';
  assert.match(strategy.warnings!(object, undefined)[0]!, /^metadata\.name: this is used in Pod names and hostnames/);
  assert.deepEqual(strategy.warnings!(object, object), []);
});
