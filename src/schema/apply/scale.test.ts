import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, ManagedFieldsEntry } from '../../api/object.ts';
import { parentManagedFields, scaleManagedFields } from './scale.ts';

const T0 = '2026-01-01T00:00:00Z';
const PATHS = new Map([['apps/v1', ['spec', 'replicas']]]);
const REPLICAS = { 'f:spec': { 'f:replicas': {} } };

const entry = (manager: string, fieldsV1: JsonObject, rest: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  time: T0,
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...rest,
});
const CREATOR = entry('creator', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } });
const APPLIER = entry('applier', REPLICAS, { operation: 'Apply' });
const BYSTANDER = entry('bystander', { 'f:metadata': { 'f:labels': {} } });
const inScale = (owner: ManagedFieldsEntry) => ({ ...owner, apiVersion: 'autoscaling/v1', fieldsV1: REPLICAS });

test('the Scale shows those who own the replicas', () => {
  assert.deepEqual(scaleManagedFields([CREATOR, BYSTANDER, APPLIER], PATHS), [inScale(APPLIER), inScale(CREATOR)]);
  assert.equal(scaleManagedFields([BYSTANDER], PATHS), undefined);
});

test('who scales takes the replicas from those who had them', () => {
  const scaler = entry('hpa', REPLICAS, { apiVersion: 'autoscaling/v1', subresource: 'scale' });
  const { time: _, ...owner } = { ...scaler, apiVersion: 'apps/v1' };
  assert.deepEqual(parentManagedFields([CREATOR, BYSTANDER, APPLIER], [scaler], 'apps/v1', PATHS), [
    owner,
    BYSTANDER,
    { ...CREATOR, fieldsV1: { 'f:spec': { 'f:paused': {} } } },
  ]);
});

test('who still owns the replicas in the Scale keeps them', () => {
  const parent = [APPLIER, BYSTANDER, CREATOR];
  assert.deepEqual(parentManagedFields(parent, scaleManagedFields(parent, PATHS), 'apps/v1', PATHS), parent);
});

test('managers of unknown versions go', () => {
  const old = entry('old', REPLICAS, { apiVersion: 'apps/v1beta1' });
  assert.deepEqual(parentManagedFields([old, BYSTANDER], [], 'apps/v1', PATHS), [BYSTANDER]);
});
