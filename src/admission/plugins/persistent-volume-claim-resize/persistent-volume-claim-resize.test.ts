import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup } from '../../testing.ts';
import { PersistentVolumeClaimResize } from './persistent-volume-claim-resize.ts';

const plugin = new PersistentVolumeClaimResize(
  lookup({ metadata: { name: 'elastic' }, allowVolumeExpansion: true }, { metadata: { name: 'rigid' } }),
);
const claim = (storage: string, storageClassName?: string, phase = 'Bound') => ({
  spec: { resources: { requests: { storage } }, ...(storageClassName && { storageClassName }) },
  status: { phase },
});
const UNABLE =
  'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

for (const [what, old, size, want] of [
  ['grow', claim('1Gi', 'elastic'), '2Gi', undefined],
  ['stay', claim('1Gi', 'rigid'), '1024Mi', undefined],
  ['shrink', claim('2Gi', 'rigid'), '1Gi', undefined],
  ['grow where the class does not allow it', claim('1Gi', 'rigid'), '2Gi', UNABLE],
  ['grow without a class', claim('1Gi'), '2Gi', UNABLE],
  ['grow where the class is gone', claim('1Gi', 'gone'), '2Gi', UNABLE],
  ['grow unbound', claim('1Gi', 'elastic', 'Pending'), '2Gi', 'Only bound persistent volume claims can be expanded'],
] as const) {
  test(`a claim is to ${what}`, async () => {
    const object = { ...old, spec: { ...old.spec, resources: { requests: { storage: size } } } };
    const write = { operation: 'UPDATE', resource: 'persistentvolumeclaims', object, oldObject: old } as const;
    const { refused } = await admit(plugin, write);
    assert.equal(refused, want && `persistentvolumeclaims "x" is forbidden: ${want}`);
  });
}
