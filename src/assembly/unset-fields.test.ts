/** What nobody set, through every way in and out: it is shown, owned by nobody, and changes nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import { collectionPath, NAMESPACED_SAMPLES } from '../controllers/namespace/testing.ts';
import { encodeStored } from '../registry/store/codec.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import { systemClock } from '../util/clock.ts';
import { openTestApi, type TestApi } from './testing.ts';

const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles';
const PODS = '/api/v1/namespaces/default/pods';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const APPLY = { 'content-type': 'application/apply-patch+yaml' };
const READ_PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

let api: TestApi;
before(async () => {
  api = await openTestApi({ namespaces: ['default', 'team'] });
});
after(() => api.close());

const role = (name: string, fields: object = {}) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name },
  ...fields,
});

/** As clients send it that know nothing of nulls. */
const withoutNulls = (body: unknown) =>
  JSON.parse(JSON.stringify(body, (_key, value) => (value === null ? undefined : value)));

describe('of every kind, what comes out goes in again and changes nothing', () => {
  for (const [apiVersion, resource, kind, fields] of NAMESPACED_SAMPLES) {
    it(kind, async () => {
      const path = collectionPath(apiVersion, resource, 'team');
      const created = await api.call('POST', path, { apiVersion, kind, metadata: { name: 'web' }, ...fields });
      assert.equal(created.status, 201, created.text);
      const { resourceVersion } = created.body.metadata;
      const shown = await api.call('GET', `${path}/web`);
      assert.deepEqual(shown.body, created.body);
      for (const body of [shown.body, withoutNulls(shown.body)]) {
        const updated = await api.call('PUT', `${path}/web`, body);
        assert.deepEqual([updated.status, updated.body.metadata.resourceVersion], [200, resourceVersion], updated.text);
      }
      const patched = await api.call('PATCH', `${path}/web`, { metadata: { annotations: { none: null } } }, MERGE);
      assert.equal(patched.body.metadata.resourceVersion, resourceVersion);
    });
  }
});

test('a role without rules is nobody’s, and whoever applies some owns them', async () => {
  const { body } = await api.call('POST', ROLES, role('bare'));
  assert.equal(body.rules, null);
  assert.equal(body.metadata.managedFields, undefined);
  const applied = await api.call('PATCH', `${ROLES}/bare?fieldManager=a`, role('bare'), APPLY);
  assert.deepEqual([applied.status, applied.body.rules], [200, null]);
  const given = role('bare', { rules: [READ_PODS] });
  const { body: after } = await api.call('PATCH', `${ROLES}/bare?fieldManager=b`, given, APPLY);
  assert.deepEqual(after.rules, [READ_PODS]);
  const owners = after.metadata.managedFields.filter(({ fieldsV1 }: any) => Object.hasOwn(fieldsV1, 'f:rules'));
  assert.deepEqual(
    owners.map(({ manager }: any) => manager),
    ['b'],
  );
  const again = await api.call('PATCH', `${ROLES}/bare?fieldManager=b`, given, APPLY);
  assert.equal(again.body.metadata.resourceVersion, after.metadata.resourceVersion);
  const abandoned = await api.call('PATCH', `${ROLES}/bare?fieldManager=b`, role('bare'), APPLY);
  assert.equal(abandoned.body.rules, null);
});

describe('patches see what is shown', () => {
  const cases: readonly (readonly [what: string, patch: unknown, type: object, status: number, rules: unknown])[] = [
    ['a test for null', [{ op: 'test', path: '/rules', value: null }], JSON_PATCH, 200, null],
    ['a test for none', [{ op: 'test', path: '/rules', value: [] }], JSON_PATCH, 422, undefined],
    ['a removal', [{ op: 'remove', path: '/rules' }], JSON_PATCH, 200, null],
    ['an addition', [{ op: 'add', path: '/rules', value: [READ_PODS] }], JSON_PATCH, 200, [READ_PODS]],
    ['a merge of null', { rules: null }, MERGE, 200, null],
    ['a strategic merge', { rules: [READ_PODS] }, STRATEGIC, 200, [READ_PODS]],
  ];
  cases.forEach(([what, patch, type, status, rules], index) => {
    it(what, async () => {
      await api.call('POST', ROLES, role(`patched-${index}`));
      const answer = await api.call('PATCH', `${ROLES}/patched-${index}`, patch, { ...type });
      assert.deepEqual([answer.status, answer.body.rules], [status, rules], answer.text);
    });
  });
});

test('who writes a condition owns the times that it left out, as every field of a new item', async () => {
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
  const status = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  const { body } = await api.call('PATCH', `${PODS}/p/status?fieldManager=kubelet`, status, STRATEGIC);
  const [condition] = body.status.conditions;
  assert.deepEqual(condition, { type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null });
  const { fieldsV1 } = body.metadata.managedFields.find(({ manager }: any) => manager === 'kubelet');
  const owned = fieldsV1['f:status']['f:conditions']['k:{"type":"Ready"}'];
  assert.deepEqual(Object.keys(owned).sort(), ['.', 'f:lastProbeTime', 'f:lastTransitionTime', 'f:status', 'f:type']);
  assert.equal(body.metadata.generation, 1);
});

test('each version shows its own fields of an event', async () => {
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, involvedObject: { namespace: 'default' } };
  const { body: core } = await api.call('POST', '/api/v1/namespaces/default/events', event);
  const { apiVersion: _one, kind: _two, metadata: _three, ...shown } = core;
  assert.deepEqual(shown, {
    involvedObject: { namespace: 'default' },
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
  });
  const { body: newer } = await api.call('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e');
  const { apiVersion: _four, kind: _five, metadata: _six, ...converted } = newer;
  assert.deepEqual(converted, {
    regarding: { namespace: 'default' },
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
    eventTime: null,
  });
});

/** A claim whose spec cannot be changed, and a role, as they were stored before what is unset was shown. */
const OLD_CLAIM = {
  kind: 'PersistentVolumeClaim',
  apiVersion: 'v1',
  metadata: { name: 'old', namespace: 'default', uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    dataSource: { kind: 'PersistentVolumeClaim', name: 'x' },
    dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'x' },
    volumeMode: 'Filesystem',
  },
  status: { phase: 'Pending' },
};

test('what an older release stored is shown as it is, and whole with its next change', async () => {
  const storage = createMemoryStorage({ clock: systemClock });
  const key = '/registry/persistentvolumeclaims/default/old';
  await storage.commit([{ type: 'put', key, value: encodeStored(OLD_CLAIM) }]);
  const older = await openTestApi({ storage });
  const { body: before } = await older.call('GET', `${CLAIMS}/old`);
  assert.deepEqual(before.spec, OLD_CLAIM.spec);
  const unchanged = await older.call('PUT', `${CLAIMS}/old`, before);
  assert.equal(unchanged.body.metadata.resourceVersion, before.metadata.resourceVersion);
  const { status, body } = await older.call('PATCH', `${CLAIMS}/old`, { metadata: { labels: { a: 'b' } } }, MERGE);
  assert.equal(status, 200, body.message);
  const apiGroup = null;
  const { dataSource, dataSourceRef, ...spec } = OLD_CLAIM.spec;
  const whole = { ...spec, dataSource: { ...dataSource, apiGroup }, dataSourceRef: { ...dataSourceRef, apiGroup } };
  assert.deepEqual(body.spec, whole);
  await older.close();
});
