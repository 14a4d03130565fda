import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit } from '../../testing.ts';
import { StorageObjectInUseProtection } from './storage-object-in-use-protection.ts';

const plugin = new StorageObjectInUseProtection();

for (const [resource, finalizers] of [
  ['persistentvolumeclaims', ['kubernetes.io/pvc-protection']],
  ['persistentvolumes', ['kubernetes.io/pv-protection']],
  ['volumeattributesclasses.storage.k8s.io', ['kubernetes.io/vac-protection']],
  ['persistentvolumes.storage.k8s.io', undefined],
  ['configmaps', undefined],
] as const) {
  test(resource, async () => {
    const { object } = await admit(plugin, { resource, object: {} });
    assert.deepEqual(object.metadata.finalizers, finalizers);
    const again = await admit(plugin, { resource, object });
    assert.deepEqual(again.object, object);
  });
}
