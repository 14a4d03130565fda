import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podTemplate, texts, withSpec } from '../workloads/testing.ts';
import { type StatefulSet, statefulSets } from './statefulsets.ts';

const { strategy, status } = statefulSets;
const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'jane', groups: [] } };
const claim = (name: string) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

function mounting(name: string) {
  const template = podTemplate();
  template.spec!.containers![0]!.volumeMounts = [{ name, mountPath: '/data' }];
  return template;
}

function set(fields: object = {}): StatefulSet {
  const base: StatefulSet = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'd' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: { app: 'web' } },
      template: mounting('data'),
      volumeClaimTemplates: [claim('data')],
    },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  return object;
}

test('defaults fill policies, history and claim templates', () => {
  const { selector: _, template: __, ...spec } = set({ ordinals: {} }).spec!;
  assert.deepEqual(spec, {
    serviceName: 'db',
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    replicas: 1,
    revisionHistoryLimit: 10,
    ordinals: {},
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        ...claim('data'),
        spec: { ...claim('data').spec, volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ],
  });
});

const STRATEGIES: [given: object, expected: object][] = [
  [{ type: 'RollingUpdate' }, { type: 'RollingUpdate' }],
  [{ rollingUpdate: {} }, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
  [{ type: 'OnDelete' }, { type: 'OnDelete' }],
];
for (const [given, expected] of STRATEGIES) {
  test(`the strategy ${JSON.stringify(given)} is completed`, () => {
    assert.deepEqual(set({ updateStrategy: given }).spec!.updateStrategy, expected);
  });
}

test('how many pods may be unavailable is kept where it already was, and dropped elsewhere', () => {
  const given = set(rolling({ maxUnavailable: 2 }));
  const [created, updated, kept] = [0, 1, 2].map(() => structuredClone(given));
  strategy.prepareForCreate!(created!, CONTEXT);
  strategy.prepareForUpdate!(updated!, set(), CONTEXT);
  strategy.prepareForUpdate!(kept!, given, CONTEXT);
  assert.deepEqual(
    [created, updated, kept].map((object) => object!.spec!.updateStrategy!.rollingUpdate),
    [{ partition: 0 }, { partition: 0 }, { partition: 0, maxUnavailable: 2 }],
  );
});

test('a mount may name a claim template', () => {
  assert.deepEqual(texts(strategy.validate!(set())), []);
});

const REFUSED: readonly [string, object, string[]][] = [
  [
    'an unknown order of pods',
    { podManagementPolicy: 'Random' },
    [`spec.podManagementPolicy: Invalid value: "Random": must be 'OrderedReady' or 'Parallel'`],
  ],
  [
    'OnDelete with a rolling update',
    { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
    [
      `spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy 'RollingUpdate'`,
    ],
  ],
  [
    'a strategy of no known type',
    { updateStrategy: { type: 'Canary' } },
    [`spec.updateStrategy: Invalid value: {"type":"Canary"}: must be 'RollingUpdate' or 'OnDelete'`],
  ],
  [
    'negative counts',
    { replicas: -1, minReadySeconds: -2, ordinals: { start: -3 }, ...rolling({ partition: -4 }) },
    [
      'spec.updateStrategy.rollingUpdate.partition: Invalid value: -4: must be greater than or equal to 0',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.minReadySeconds: Invalid value: -2: must be greater than or equal to 0',
      'spec.ordinals.start: Invalid value: -3: must be greater than or equal to 0',
    ],
  ],
  [
    'none unavailable',
    rolling({ maxUnavailable: '0%' }),
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0'],
  ],
  [
    'an unknown fate of claims',
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Shred', whenScaled: 'Delete' } },
    [
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Shred": supported values: "Delete", "Retain"',
    ],
  ],
  [
    'a claim template without a name or a size',
    { template: podTemplate(), volumeClaimTemplates: [{ spec: { accessModes: ['ReadWriteOnce'] } }] },
    [
      'spec.volumeClaimTemplates[0].metadata.name: Required value',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
  ],
  [
    'a mount of nothing',
    { template: mounting('other') },
    ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "other"'],
  ],
];

for (const [name, fields, expected] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.deepEqual(texts(strategy.validate!(set(fields))), expected);
  });
}

const FIXED = `spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`;

test('most of the spec is fixed', () => {
  assert.deepEqual(texts(strategy.validateUpdate!(set({ serviceName: 'other' }), set())), [FIXED]);
  assert.deepEqual(texts(strategy.validateUpdate!(set({ volumeClaimTemplates: [], template: podTemplate() }), set())), [
    FIXED,
  ]);
  const allowed = { replicas: 3, ordinals: { start: 1 }, revisionHistoryLimit: 2, minReadySeconds: 1 };
  assert.deepEqual(texts(strategy.validateUpdate!(set(allowed), set())), []);
});

test('a set whose template has always been invalid can still be scaled', () => {
  const old = set({ template: mounting('other') });
  assert.deepEqual(texts(strategy.validateUpdate!(withSpec(old, { replicas: 0 }), old)), []);
});

test('names are DNS labels: pods carry them in their host names', () => {
  assert.notDeepEqual(strategy.validateName!('a.b', false), []);
  assert.deepEqual(strategy.validateName!('db-', true), []);
});

test('status counts stay below their ceilings', () => {
  const object = { ...set(), status: { replicas: 1, readyReplicas: 1, availableReplicas: 2 } };
  assert.deepEqual(texts(status!.validateUpdate!(object, set())), [
    'status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 2: cannot be greater than status.readyReplicas',
  ]);
});

test('a negative history is only warned of', () => {
  const object = set({ revisionHistoryLimit: -1 });
  assert.deepEqual(texts(strategy.validate!(object)), []);
  assert.deepEqual(strategy.warnings!(object, object), [
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
  ]);
});
