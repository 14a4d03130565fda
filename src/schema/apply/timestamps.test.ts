import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, KubeObject } from '../../api/object.ts';
import { revertTimestamps } from './timestamps.ts';

const object = (time: string, data: JsonObject, manager = 'm'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'c',
    managedFields: [
      { manager, operation: 'Update', apiVersion: 'v1', time, fieldsType: 'FieldsV1', fieldsV1: { 'f:data': {} } },
    ],
  },
  data,
});
const T0 = '2026-01-01T00:00:00Z';
const T1 = '2026-01-01T00:00:01Z';
const LIVE = object(T0, { a: '1' });

test('a write that changes times alone keeps the old ones', () => {
  assert.deepEqual(revertTimestamps(LIVE, object(T1, { a: '1' })), LIVE);
});

test('a resourceVersion that the client left out is no change', () => {
  const live = { ...LIVE, metadata: { ...LIVE.metadata, resourceVersion: '7' } };
  assert.equal(revertTimestamps(live, object(T1, { a: '1' })).metadata.managedFields, live.metadata.managedFields);
});

const KEPT: [name: string, updated: KubeObject][] = [
  ['data', object(T1, { a: '2' })],
  ['a manager', object(T1, { a: '1' }, 'other')],
  ['nothing', object(T0, { a: '1' })],
  ['managedFields, all gone', { ...LIVE, metadata: { name: 'c' } }],
];
for (const [name, updated] of KEPT) {
  test(`a write that changes ${name} is stored as it is`, () => {
    assert.equal(revertTimestamps(LIVE, updated), updated);
  });
}
