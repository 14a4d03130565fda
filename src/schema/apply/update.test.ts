import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { schemaOf } from '../schema-of.ts';
import type { FieldManagement } from './field-management.ts';
import { fieldSet } from './field-set.ts';
import { updateManagedFields } from './update.ts';

const T0 = '2026-01-01T00:00:00Z';
const T1 = '2026-01-01T00:00:01Z';
const T2 = '2026-01-01T00:00:02Z';
const STATUS = fieldSet(['status']);

const MODELS: Record<string, string> = {
  ConfigMap: 'V1ConfigMap',
  Deployment: 'V1Deployment',
  Service: 'V1Service',
  Namespace: 'V1Namespace',
  Secret: 'V1Secret',
  Pod: 'V1Pod',
};

interface Write {
  readonly live?: KubeObject;
  readonly updated: JsonObject;
  readonly context?: Partial<FieldManagement>;
}

function write({ live, updated, context = {} }: Write): KubeObject {
  const object = { ...updated, metadata: { ...updated.metadata } } as KubeObject;
  const managedFields = updateManagedFields({
    ...(live && { live }),
    updated: object,
    manager: 'm',
    apiVersion: object.apiVersion,
    subresource: '',
    now: T0,
    schema: schemaOf(MODELS[object.kind]!),
    resetFields: STATUS,
    ...context,
  });
  object.metadata.uid = 'u';
  delete object.metadata.managedFields;
  if (managedFields) object.metadata.managedFields = managedFields;
  return object;
}

const configMap = (data: JsonObject, metadata: JsonObject = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...metadata },
  data,
});
const entry = (manager: string, fieldsV1: JsonObject, rest: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time: T0,
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...rest,
});
/** managedFields with its member order, which JSON shows. */
const same = (actual: unknown, expected: unknown) =>
  assert.equal(JSON.stringify(actual, null, 1), JSON.stringify(expected, null, 1));

const CONTAINER = {
  name: 'c',
  image: 'r/app:1',
  imagePullPolicy: 'IfNotPresent',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'objects' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [CONTAINER], dnsPolicy: 'ClusterFirst', securityContext: {} },
    },
  },
  status: {},
};
const CONTAINER_FIELDS = {
  '.': {},
  'f:image': {},
  'f:imagePullPolicy': {},
  'f:name': {},
  'f:resources': {},
  'f:terminationMessagePath': {},
  'f:terminationMessagePolicy': {},
};
const DEPLOYMENT_FIELDS = {
  'f:spec': {
    'f:replicas': {},
    'f:selector': {},
    'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} }, 'f:type': {} },
    'f:template': {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': { 'f:containers': { 'k:{"name":"c"}': CONTAINER_FIELDS }, 'f:dnsPolicy': {}, 'f:securityContext': {} },
    },
  },
};

/** As a real kube-apiserver has answered. */
const CREATED: [name: string, object: JsonObject, fields: JsonObject][] = [
  ['a config map', configMap({ a: '1' }), { 'f:data': { '.': {}, 'f:a': {} } }],
  [
    'labels',
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'n', labels: { team: 'a', 'kubernetes.io/metadata.name': 'n' } },
      spec: {},
      status: {},
    },
    { 'f:metadata': { 'f:labels': { '.': {}, 'f:kubernetes.io/metadata.name': {}, 'f:team': {} } } },
  ],
  [
    'a finalizer',
    configMap({}, { finalizers: ['example.com/hold'] }),
    { 'f:data': {}, 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"example.com/hold"': {} } } },
  ],
  ['a deployment', DEPLOYMENT, DEPLOYMENT_FIELDS],
  [
    'a service: atomic selector, ports by two keys',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
      status: { loadBalancer: {} },
    },
    {
      'f:spec': {
        'f:ports': {
          '.': {},
          'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} },
        },
        'f:selector': {},
        'f:type': {},
      },
    },
  ],
  [
    'a key that defaults',
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } },
    { 'f:spec': { 'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } } },
  ],
  [
    'owner references are one value each',
    configMap({}, { ownerReferences: [{ uid: 'x', name: 'n', kind: 'K', apiVersion: 'v1' }] }),
    { 'f:data': {}, 'f:metadata': { 'f:ownerReferences': { '.': {}, 'k:{"uid":"x"}': {} } } },
  ],
  [
    'keys that objects inherit',
    configMap(JSON.parse('{"__proto__":"a","constructor":"b"}')),
    { 'f:data': { '.': {}, 'f:__proto__': {}, 'f:constructor': {} } },
  ],
];
for (const [name, object, fields] of CREATED) {
  test(`create: ${name}`, () => {
    const apiVersion = object.apiVersion as string;
    same(write({ updated: object }).metadata.managedFields, [entry('m', fields, { apiVersion })]);
  });
}

test('create: what is never tracked leaves no entry', () => {
  const { metadata } = write({
    updated: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'n', uid: 'u', generation: 1, resourceVersion: '1' },
    },
  });
  assert.equal(metadata.managedFields, undefined);
});

const CREATED_MAP = write({ updated: configMap({ a: '1', b: '2' }) });

test('update: the same manager gains and loses', () => {
  const updated = write({ live: CREATED_MAP, updated: configMap({ b: '2', c: '3' }), context: { now: T1 } });
  same(updated.metadata.managedFields, [entry('m', { 'f:data': { '.': {}, 'f:b': {}, 'f:c': {} } }, { time: T1 })]);
});

test('update: another manager takes what it changes', () => {
  const updated = write({
    live: CREATED_MAP,
    updated: configMap({ a: '9', b: '2' }),
    context: { manager: 'other', now: T1 },
  });
  same(updated.metadata.managedFields, [
    entry('m', { 'f:data': { '.': {}, 'f:b': {} } }),
    entry('other', { 'f:data': { 'f:a': {} } }, { time: T1 }),
  ]);
});

test('update: what is removed is nobody’s, and the remover gains nothing', () => {
  const updated = write({ live: CREATED_MAP, updated: configMap({ b: '2' }), context: { manager: 'other', now: T1 } });
  same(updated.metadata.managedFields, [entry('m', { 'f:data': { '.': {}, 'f:b': {} } })]);
});

test('update: a manager with nothing left is dropped', () => {
  const updated = write({
    live: CREATED_MAP,
    updated: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, immutable: true },
    context: { manager: 'other', now: T1 },
  });
  same(updated.metadata.managedFields, [entry('other', { 'f:immutable': {} }, { time: T1 })]);
});

test('update: nothing changed, nothing is made anew', () => {
  const updated = configMap({ a: '1', b: '2' }, { resourceVersion: '7', generation: 3 });
  assert.equal(
    write({ live: CREATED_MAP, updated, context: { now: T2 } }).metadata.managedFields,
    CREATED_MAP.metadata.managedFields,
  );
  const sent = {
    ...updated,
    metadata: { ...updated.metadata, managedFields: structuredClone(CREATED_MAP.metadata.managedFields) },
  };
  assert.equal(
    write({ live: CREATED_MAP, updated: sent, context: { now: T2 } }).metadata.managedFields,
    CREATED_MAP.metadata.managedFields,
  );
});

test('update: an item of a list is gained and lost as a whole', () => {
  const live = write({ updated: DEPLOYMENT });
  const side = { ...CONTAINER, name: 'side' };
  const template = {
    ...DEPLOYMENT.spec.template,
    spec: { ...DEPLOYMENT.spec.template.spec, containers: [side, CONTAINER] },
  };
  const added = write({
    live,
    updated: { ...DEPLOYMENT, spec: { ...DEPLOYMENT.spec, template } },
    context: { manager: 'other', now: T1 },
  });
  const gained = {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"side"}': CONTAINER_FIELDS } } } },
  };
  same(added.metadata.managedFields, [
    entry('m', DEPLOYMENT_FIELDS, { apiVersion: 'apps/v1' }),
    entry('other', gained, { apiVersion: 'apps/v1', time: T1 }),
  ]);
  const removed = write({ live: added, updated: DEPLOYMENT, context: { manager: 'third', now: T2 } });
  same(removed.metadata.managedFields, [entry('m', DEPLOYMENT_FIELDS, { apiVersion: 'apps/v1' })]);
});

test('update: the status is nobody’s on the main resource, and its writer’s on the subresource', () => {
  const live = write({ updated: DEPLOYMENT });
  const status = { replicas: 5 };
  const main = write({ live, updated: { ...DEPLOYMENT, status }, context: { now: T1 } });
  assert.equal(main.metadata.managedFields, live.metadata.managedFields);
  const spec = { ...DEPLOYMENT.spec, replicas: 9 };
  const context = {
    subresource: 'status',
    manager: 'c',
    now: T1,
    resetFields: fieldSet(['spec'], ['metadata', 'labels']),
  };
  const sub = write({ live, updated: { ...DEPLOYMENT, spec, status }, context });
  same(sub.metadata.managedFields, [
    entry('m', DEPLOYMENT_FIELDS, { apiVersion: 'apps/v1' }),
    entry('c', { 'f:status': { 'f:replicas': {} } }, { apiVersion: 'apps/v1', time: T1, subresource: 'status' }),
  ]);
});

test('update: a subresource does not set managedFields', () => {
  const updated = { ...CREATED_MAP, metadata: { ...CREATED_MAP.metadata, managedFields: [] } };
  assert.equal(
    write({ live: CREATED_MAP, updated, context: { subresource: 'status' } }).metadata.managedFields,
    CREATED_MAP.metadata.managedFields,
  );
});

for (const managedFields of [[], [{}]] as ManagedFieldsEntry[][]) {
  test(`update: ${JSON.stringify(managedFields)} resets managedFields, and from then on nothing is tracked`, () => {
    const reset = write({ live: CREATED_MAP, updated: configMap({ a: '5' }, { managedFields }), context: { now: T1 } });
    assert.equal(reset.metadata.managedFields, undefined);
    assert.equal(write({ live: reset, updated: configMap({ a: '6' }) }).metadata.managedFields, undefined);
  });
}

const UNREADABLE: [name: string, entry: JsonObject][] = [
  ['operation', { ...entry('x', {}), operation: 'Frob' }],
  ['apiVersion', { ...entry('x', {}), apiVersion: '' }],
  ['fieldsType', { ...entry('x', {}), fieldsType: 'FieldsV9' }],
  ['fields', entry('x', { nonsense: {} })],
];
for (const [name, unreadable] of UNREADABLE) {
  test(`update: managedFields with an unreadable ${name} are ignored`, () => {
    const updated = configMap({ a: '1', b: '2' }, { managedFields: [unreadable] });
    assert.equal(write({ live: CREATED_MAP, updated }).metadata.managedFields, CREATED_MAP.metadata.managedFields);
  });
}

test('update: a client may edit managedFields', () => {
  const managedFields = [entry('mine', { 'f:data': { 'f:b': {} } }, { operation: 'Apply' })];
  const updated = write({
    live: CREATED_MAP,
    updated: configMap({ a: '9', b: '2' }, { managedFields }),
    context: { now: T1 },
  });
  same(updated.metadata.managedFields, [...managedFields, entry('m', { 'f:data': { 'f:a': {} } }, { time: T1 })]);
});

test('update: managers of versions that are gone are dropped', () => {
  const old = entry('old', { 'f:data': { 'f:a': {} } }, { apiVersion: 'v1beta1' });
  const live = {
    ...CREATED_MAP,
    metadata: { ...CREATED_MAP.metadata, managedFields: [...CREATED_MAP.metadata.managedFields!, old] },
  };
  same(
    write({ live, updated: configMap({ a: '1', b: '2' }) }).metadata.managedFields,
    CREATED_MAP.metadata.managedFields,
  );
});

test('update: entries of other versions are compared in their own', () => {
  const view = {
    schema: schemaOf('V1ConfigMap'),
    fromRequest: ({ data, ...rest }: JsonObject) => ({ ...rest, binaryData: data }),
    toRequest: ({ binaryData, ...rest }: JsonObject) => ({ ...rest, data: binaryData }),
  };
  const other = entry('o', { 'f:binaryData': { 'f:a': {}, 'f:b': {} } }, { apiVersion: 'v2' });
  const live = {
    ...configMap({ a: '1', b: '2' }, { uid: 'u' }),
    metadata: { name: 'c', uid: 'u', managedFields: [other] },
  };
  const updated = write({
    live,
    updated: configMap({ a: '9', b: '2' }),
    context: { now: T1, otherVersions: new Map([['v2', view]]) },
  });
  same(updated.metadata.managedFields, [
    entry('o', { 'f:binaryData': { 'f:b': {} } }, { apiVersion: 'v2' }),
    entry('m', { 'f:data': { 'f:a': {} } }, { time: T1 }),
  ]);
});

test('update: more than ten updaters are joined, oldest first', () => {
  let object = write({ updated: configMap({ k0: '' }), context: { manager: 'm0' } });
  for (let count = 1; count <= 12; count++) {
    const data = { ...object.data, [`k${count}`]: '' };
    object = write({
      live: object,
      updated: configMap(data),
      context: { manager: `m${count}`, now: `2026-01-01T00:00:${10 + count}Z` },
    });
  }
  const entries = object.metadata.managedFields!;
  assert.deepEqual(
    entries.map(({ manager }) => manager),
    ['ancient-changes', ...Array.from({ length: 9 }, (_, index) => `m${index + 4}`)],
  );
  same(
    entries[0],
    entry(
      'ancient-changes',
      { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {} } },
      { time: '2026-01-01T00:00:13Z' },
    ),
  );
});

test('update: entries come appliers first, then oldest first, then by name', () => {
  const managedFields = [
    entry('z', { 'f:data': { 'f:a': {} } }, { time: T1 }),
    entry('y', { 'f:data': { 'f:b': {} } }, { time: T0 }),
    entry('x', { 'f:data': { 'f:c': {} } }, { time: T0 }),
    entry('w', { 'f:data': { 'f:d': {} } }, { time: T2, operation: 'Apply' }),
  ];
  const data = { a: '', b: '', c: '', d: '' };
  const live = write({ updated: configMap(data) });
  const updated = write({ live, updated: configMap(data, { managedFields }) });
  assert.deepEqual(
    updated.metadata.managedFields!.map(({ manager }) => manager),
    ['w', 'x', 'y', 'z'],
  );
});

test('update: lists that hold a key twice are tracked as one', () => {
  const service = (...ports: JsonObject[]) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { ports },
  });
  const live = write({ updated: service({ port: 80, name: 'a' }) });
  const twice = write({
    live,
    updated: service({ port: 80, name: 'a' }, { port: 80, name: 'b' }),
    context: { manager: 'o', now: T1 },
  });
  const port = { 'k:{"port":80,"protocol":"TCP"}': {} };
  same(twice.metadata.managedFields, [
    entry('m', { 'f:spec': { 'f:ports': {} } }),
    entry('o', { 'f:spec': { 'f:ports': port } }, { time: T1 }),
  ]);
});

test('update: an object that its schema cannot make sense of keeps the managedFields it had', () => {
  const live = write({
    updated: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [CONTAINER] } },
  });
  const updated = { ...live, spec: { containers: [{ image: 'no name' }] } };
  assert.equal(write({ live, updated }).metadata.managedFields, live.metadata.managedFields);
});

const anyData = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.constantFrom('1', '2'));
const anyHistory = fc.array(fc.record({ manager: fc.constantFrom('m1', 'm2', 'm3'), data: anyData }), {
  minLength: 1,
  maxLength: 6,
});

test('update: every key belongs to the manager who last changed it, and to no one else', () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const owners = new Map<string, string>();
      let object: KubeObject | undefined;
      for (const { manager, data } of history) {
        const before: JsonObject = object?.data ?? {};
        for (const key of Object.keys(before)) if (!Object.hasOwn(data, key)) owners.delete(key);
        for (const key of Object.keys(data)) {
          if (!Object.hasOwn(before, key) || before[key] !== data[key]) owners.set(key, manager);
        }
        // A label keeps the object tracked when all its data is gone.
        const updated = configMap(data, { labels: { kept: '' } });
        object = write({ ...(object && { live: object }), updated, context: { manager } });
      }
      const owned = (object?.metadata.managedFields ?? []).flatMap(({ manager, fieldsV1 }) =>
        Object.keys(fieldsV1!['f:data'] ?? {}).map((element) => [element.slice(2), manager]),
      );
      assert.deepEqual(owned.filter(([key]) => key !== '').sort(), [...owners].sort());
    }),
  );
});
