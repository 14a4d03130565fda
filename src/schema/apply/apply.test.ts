import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject, KubeObject } from '../../api/object.ts';
import type { StatusError } from '../../api/status.ts';
import { schemaOf } from '../schema-of.ts';
import { type ApplyRequest, applyPatch } from './apply.ts';
import { fieldSet } from './field-set.ts';
import { LAST_APPLIED } from './last-applied.ts';
import { updateManagedFields } from './update.ts';

const T0 = '2026-01-01T00:00:00Z';
const T1 = '2026-01-01T00:00:01Z';
const MODELS: Record<string, string> = { ConfigMap: 'V1ConfigMap', Deployment: 'V1Deployment', Service: 'V1Service' };

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

function apply(
  live: KubeObject | undefined,
  manager: string,
  applied: JsonObject,
  more: Partial<ApplyRequest> = {},
): KubeObject {
  return applyPatch({
    ...(live && { live: freeze(live) }),
    applied: freeze(applied),
    force: false,
    manager,
    apiVersion: (live ?? applied).apiVersion,
    subresource: '',
    now: T0,
    schema: schemaOf(MODELS[(live ?? applied).kind as string]!),
    resetFields: fieldSet(['status']),
    ...more,
  });
}

function update(live: KubeObject | undefined, manager: string, updated: KubeObject, subresource = ''): KubeObject {
  const { apiVersion, kind } = updated;
  const schema = schemaOf(MODELS[kind]!);
  const managedFields = updateManagedFields({
    ...(live && { live }),
    updated,
    manager,
    apiVersion,
    subresource,
    now: T0,
    schema,
  });
  return { ...updated, metadata: { ...updated.metadata, uid: 'u', ...(managedFields && { managedFields }) } };
}

const configMap = (data: JsonObject, metadata: JsonObject = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...metadata },
  data,
});
const deployment = (spec: JsonObject) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
});
const withContainers = (...containers: JsonObject[]) => deployment({ template: { spec: { containers } } });

/** Who owns what, in short: `m1 Apply {"f:data":{…}}`. */
const owners = (object: KubeObject) =>
  (object.metadata.managedFields ?? []).map(
    ({ manager, operation, fieldsV1 }) => `${manager} ${operation} ${JSON.stringify(fieldsV1)}`,
  );

const APPLIED = apply(undefined, 'm1', configMap({ a: '1', b: '2' }));

test('apply creates: the manager owns leaves, not the maps that hold them', () => {
  assert.deepEqual(APPLIED.data, { a: '1', b: '2' });
  assert.deepEqual(APPLIED.metadata.managedFields, [
    {
      manager: 'm1',
      operation: 'Apply',
      apiVersion: 'v1',
      time: T0,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } },
    },
  ]);
});

test('apply again: the live object itself', () => {
  assert.equal(apply(APPLIED, 'm1', configMap({ a: '1', b: '2' }), { now: T1 }), APPLIED);
});

test('apply of what others own is a conflict', () => {
  assert.throws(
    () => apply(APPLIED, 'm2', configMap({ a: '9' })),
    (error: StatusError) => {
      assert.deepEqual(error.toStatus(), {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Apply failed with 1 conflict: conflict with "m1": .data.a',
        reason: 'Conflict',
        details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.data.a' }] },
        code: 409,
      });
      return true;
    },
  );
});

const FORCED = apply(APPLIED, 'm2', configMap({ a: '9' }), { force: true, now: T1 });

test('apply forced takes what others own', () => {
  assert.deepEqual(FORCED.data, { a: '9', b: '2' });
  assert.deepEqual(owners(FORCED), ['m1 Apply {"f:data":{"f:b":{}}}', 'm2 Apply {"f:data":{"f:a":{}}}']);
});

test('apply drops what its manager no longer applies and nobody else owns', () => {
  const dropped = apply(FORCED, 'm1', configMap({ c: '3' }), { now: T1 });
  assert.deepEqual(dropped.data, { a: '9', c: '3' });
  assert.deepEqual(owners(dropped), ['m1 Apply {"f:data":{"f:c":{}}}', 'm2 Apply {"f:data":{"f:a":{}}}']);
});

test('apply keeps what it no longer applies but an updater owns too', () => {
  const live = update(undefined, 'u', configMap({ a: '1' }));
  const shared = apply(live, 'm', configMap({ a: '1', b: '2' }));
  const left = apply(shared, 'm', configMap({}), { now: T1 });
  assert.deepEqual(left.data, { a: '1' });
});

test('apply of the same value shares the field', () => {
  const shared = apply(APPLIED, 'm2', configMap({ a: '1' }), { now: T1 });
  assert.deepEqual(shared.data, APPLIED.data);
  assert.deepEqual(owners(shared).sort(), [
    'm1 Apply {"f:data":{"f:a":{},"f:b":{}}}',
    'm2 Apply {"f:data":{"f:a":{}}}',
  ]);
  const dropped = apply(shared, 'm1', configMap({ b: '2' }));
  assert.deepEqual(dropped.data, { a: '1', b: '2' });
});

test('apply of nothing gives up everything', () => {
  const nothing = apply(APPLIED, 'm1', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } });
  assert.deepEqual(nothing.data ?? null, null);
  assert.equal(nothing.metadata.managedFields, undefined);
});

test('conflicts are listed by manager, updaters with their version, subresources with their name', () => {
  const base = update(
    undefined,
    'kubectl-edit',
    deployment({ replicas: 1, paused: true, minReadySeconds: 1 }) as KubeObject,
  );
  const scaled = update(base, 'hpa', { ...base, spec: { ...base.spec, replicas: 5 } }, 'scale');
  const owned = apply(scaled, 'a', deployment({ revisionHistoryLimit: 3 }));
  assert.throws(
    () => apply(owned, 'm', deployment({ replicas: 2, paused: false, minReadySeconds: 2, revisionHistoryLimit: 4 })),
    {
      code: 409,
      message: [
        'Apply failed with 4 conflicts: conflicts with "a":',
        '- .spec.revisionHistoryLimit',
        'conflicts with "hpa" with subresource "scale" using apps/v1:',
        '- .spec.replicas',
        'conflicts with "kubectl-edit" using apps/v1:',
        '- .spec.minReadySeconds',
        '- .spec.paused',
      ].join('\n'),
    },
  );
});

test('conflicts name items of lists by their keys', () => {
  const live = apply(
    undefined,
    'm1',
    withContainers({ name: 'c', image: 'a', ports: [{ containerPort: 80, name: 'http' }] }),
  );
  assert.throws(() => apply(live, 'm2', withContainers({ name: 'c', ports: [{ containerPort: 80, name: 'web' }] })), {
    message:
      'Apply failed with 1 conflict: conflict with "m1": .spec.template.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"].name',
  });
});

const LISTS: [name: string, live: string[], applied: string[], result: string[]][] = [
  ['the applied order, live items behind those they stood behind', ['a', 'x', 'b'], ['b', 'a'], ['x', 'b', 'a']],
  ['nothing shared', ['x', 'y'], ['a', 'b'], ['x', 'y', 'a', 'b']],
  ['additions before a shared item', ['x', 'a', 'y'], ['n', 'a', 'o'], ['x', 'n', 'a', 'y', 'o']],
  ['the same', ['a', 'b'], ['a', 'b'], ['a', 'b']],
];
for (const [name, live, applied, result] of LISTS) {
  test(`apply merges lists by key: ${name}`, () => {
    const items = (names: string[]) => names.map((item) => ({ name: item, image: item }));
    const stored = update(undefined, 'u', withContainers(...items(live)) as KubeObject);
    const merged = apply(stored, 'm', withContainers(...items(applied)));
    assert.deepEqual(merged.spec.template.spec.containers, items(result));
  });
}

test('apply merges lists by key: a key that was left out because it is empty', () => {
  const pulling = (...imagePullSecrets: JsonObject[]) => deployment({ template: { spec: { imagePullSecrets } } });
  const stored = update(undefined, 'u', pulling({}) as KubeObject);
  const merged = apply(stored, 'm', pulling({ name: 's' }));
  assert.deepEqual(merged.spec.template.spec.imagePullSecrets, [{}, { name: 's' }]);
});

test('apply replaces atomic lists and maps whole', () => {
  const live = update(undefined, 'u', withContainers({ name: 'c', args: ['a', 'b'] }) as KubeObject);
  const merged = apply(live, 'm', withContainers({ name: 'c', args: ['z'] }), { force: true });
  assert.deepEqual(merged.spec.template.spec.containers, [{ name: 'c', args: ['z'] }]);
});

test('apply takes an item out of a list and leaves the others', () => {
  const live = apply(undefined, 'm1', withContainers({ name: 'a', image: 'a' }, { name: 'b', image: 'b' }));
  const both = apply(live, 'm2', withContainers({ name: 'c', image: 'c' }));
  const left = apply(both, 'm1', withContainers({ name: 'b', image: 'b' }));
  assert.deepEqual(
    left.spec.template.spec.containers.map(({ name }: JsonObject) => name),
    ['b', 'c'],
  );
});

test('apply takes members of a set it alone applied', () => {
  const live = apply(undefined, 'm1', configMap({}, { finalizers: ['x/a', 'x/b'] }));
  const both = apply(live, 'm2', configMap({}, { finalizers: ['x/b', 'x/c'] }));
  const left = apply(both, 'm1', configMap({}));
  assert.deepEqual(left.metadata.finalizers, ['x/b', 'x/c']);
});

test('the status is not applied on the main resource', () => {
  const live = apply(undefined, 'm', { ...deployment({ replicas: 1 }), status: { replicas: 3 } });
  assert.deepEqual(owners(live), ['m Apply {"f:spec":{"f:replicas":{}}}']);
});

test('what nobody tracked belongs to whoever came before the first apply', () => {
  const untracked = configMap({ a: '1', z: '' }, { uid: 'u' }) as KubeObject;
  assert.throws(() => apply(untracked, 'm', configMap({ a: '2' })), {
    message: 'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
  });
  const applied = apply(untracked, 'm', configMap({ b: '2' }), { now: T1 });
  assert.deepEqual(owners(applied), [
    'm Apply {"f:data":{"f:b":{}}}',
    'before-first-apply Update {"f:data":{".":{},"f:a":{},"f:z":{}}}',
  ]);
});

const lastApplied = (object: JsonObject) => ({ [LAST_APPLIED]: JSON.stringify(object) });

test('kubectl takes over from its client-side self without a conflict', () => {
  const before = configMap({ a: '1', b: '2' });
  const stored = configMap({ a: '1', b: 'changed' }, { annotations: lastApplied(before) }) as KubeObject;
  const live = update(undefined, 'kubectl-client-side-apply', stored);
  assert.throws(() => apply(live, 'other', configMap({ a: '5' })), { code: 409 });
  const taken = apply(live, 'kubectl', configMap({ a: '5' }));
  assert.deepEqual(taken.data, { a: '5', b: 'changed' });
  assert.throws(() => apply(live, 'kubectl', configMap({ a: '5', b: '5' })), {
    message: 'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.b',
  });
});

test('kubectl keeps its annotation up to date; other managers leave it', () => {
  const stored = configMap({ a: '1' }, { annotations: lastApplied(configMap({ a: '1' })) }) as KubeObject;
  const live = update(undefined, 'kubectl-client-side-apply', stored);
  const annotation = (object: KubeObject) => object.metadata.annotations![LAST_APPLIED]!;
  const renewed = apply(live, 'kubectl', configMap({ a: '<2>' }, { annotations: { k: 'v' } }));
  assert.equal(
    annotation(renewed),
    '{"apiVersion":"v1","data":{"a":"\\u003c2\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{"k":"v"},"name":"c"}}\n',
  );
  assert.equal(annotation(apply(live, 'other', configMap({ z: '2' }))), annotation(live));
  const large = apply(live, 'kubectl', configMap({ z: 'x'.repeat(256 * 1024) }));
  assert.equal(annotation(large), undefined);
});

const REFUSED: [name: string, applied: JsonObject, code: number, message: string][] = [
  ['another kind', { ...configMap({}), kind: 'Secret' }, 400, 'invalid object type: /v1, Kind=Secret'],
  ['another version', { ...configMap({}), apiVersion: 'apps/v1' }, 400, 'invalid object type: apps/v1, Kind=ConfigMap'],
  ['managedFields', configMap({}, { managedFields: [] }), 400, 'metadata.managedFields must be nil'],
  [
    'an unknown field',
    { ...configMap({}), frob: 1 },
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .frob: field not declared in schema',
  ],
  [
    'a wrong type',
    { ...configMap({}), immutable: 'yes' },
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .immutable: expected boolean, got &value.valueUnstructured{Value:"yes"}',
  ],
  [
    'a member twice',
    configMap({}, { finalizers: ['x/a', 'x/a'], namespace: 'n' }),
    500,
    'failed to create typed patch object (n/c; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate entries for key [="x/a"]',
  ],
  [
    'two things',
    { ...configMap({ a: 1 }), frob: 1 },
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): errors:\n  .data.a: expected string, got &value.valueUnstructured{Value:1}\n  .frob: field not declared in schema',
  ],
];
for (const [name, applied, code, message] of REFUSED) {
  test(`apply refuses ${name}`, () => {
    assert.throws(() => apply(APPLIED, 'm', applied), { code, message });
  });
}

const REFUSED_SPECS: [name: string, applied: JsonObject, message: string][] = [
  [
    'a number that is text',
    deployment({ replicas: '2' }),
    '.spec.replicas: expected numeric (int or float), got string',
  ],
  [
    'an item without its key',
    withContainers({ image: 'x' }),
    `.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`,
  ],
  [
    'an item twice',
    withContainers({ name: 'c' }, { name: 'c' }),
    '.spec.template.spec.containers: duplicate entries for key [name="c"]',
  ],
];
for (const [name, applied, message] of REFUSED_SPECS) {
  test(`apply refuses ${name}`, () => {
    const full = `failed to create typed patch object (/web; apps/v1, Kind=Deployment): ${message}`;
    assert.throws(() => apply(undefined, 'm', applied), { code: 500, message: full });
  });
}

test('apply refuses to work on managedFields that it cannot read', () => {
  const live = configMap({}, { managedFields: [{ manager: 'x' }] }) as KubeObject;
  assert.throws(() => apply(live, 'm', configMap({})), {
    code: 500,
    message: 'failed to decode managed fields: operation must be `Apply` or `Update`',
  });
});

test('apply keeps __proto__ a key', () => {
  const merged = apply(APPLIED, 'm2', configMap(JSON.parse('{"__proto__":"x"}')));
  assert.deepEqual(Object.keys(merged.data), ['a', 'b', '__proto__']);
  assert.equal(({} as any).x, undefined);
  const back = apply(merged, 'm2', configMap({}));
  assert.deepEqual(Object.keys(back.data), ['a', 'b']);
});

test('apply of null removes a field and owns it', () => {
  const live = apply(undefined, 'm', deployment({ replicas: 2, paused: true }));
  const nulled = apply(live, 'm', deployment({ replicas: null, paused: true }));
  assert.deepEqual(nulled.spec, { replicas: null, paused: true });
});

const anyData = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.constantFrom('1', '2'));
const anyStep = fc.record({ manager: fc.constantFrom('m1', 'm2'), data: anyData, isUpdate: fc.boolean() });

test('apply: whatever came before, the second time changes nothing and the applied values stand', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 5 }), anyData, (history, data) => {
      let live: KubeObject | undefined;
      for (const step of history) {
        if (step.isUpdate) live = update(live, step.manager, configMap(step.data, live?.metadata) as KubeObject);
        else live = apply(live, step.manager, configMap(step.data), { force: true });
      }
      const once = apply(live, 'm1', configMap(data), { force: true });
      for (const key of Object.keys(data)) assert.equal(once.data[key], data[key]);
      const settled = apply(once, 'm1', configMap(data), { force: true });
      assert.equal(apply(settled, 'm1', configMap(data), { now: T1 }), settled);
    }),
  );
});

test('apply merges ten thousand items in no time', () => {
  const items = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, image: 'i' }));
  const live = update(undefined, 'u', withContainers(...items) as KubeObject);
  const merged = apply(live, 'm', withContainers(...items.toReversed()));
  assert.deepEqual(merged.spec.template.spec.containers[0], items.at(-1));
});
