import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup } from '../../testing.ts';
import { DefaultStorageClass } from './default-storage-class.ts';

const MARK = 'storageclass.kubernetes.io/is-default-class';
const BETA = 'storageclass.beta.kubernetes.io/is-default-class';
const storageClass = (name: string, created: string, mark = MARK) => ({
  metadata: { name, creationTimestamp: `2026-01-0${created}T00:00:00Z`, annotations: { [mark]: 'true' } },
});
const plain = { metadata: { name: 'plain', creationTimestamp: '2026-02-01T00:00:00Z' } };

const CASES: [what: string, classes: object[], claim: object, want: string | undefined][] = [
  ['no default', [plain], {}, undefined],
  ['one default', [plain, storageClass('a', '1')], {}, 'a'],
  ['one that is marked as it was in beta', [storageClass('a', '1', BETA)], {}, 'a'],
  ['several: the newest', [storageClass('a', '1'), storageClass('c', '2'), storageClass('b', '1')], {}, 'c'],
  ['several of one age: the first by name', [storageClass('b', '1'), storageClass('a', '1')], {}, 'a'],
  ['a claim that names one', [storageClass('a', '1')], { spec: { storageClassName: 'z' } }, 'z'],
  ['a claim that wants none', [storageClass('a', '1')], { spec: { storageClassName: '' } }, ''],
  [
    'a claim that names one as it was in beta',
    [storageClass('a', '1')],
    { metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'z' } } },
    undefined,
  ],
];

for (const [what, classes, claim, want] of CASES) {
  test(what, async () => {
    const plugin = new DefaultStorageClass(lookup(...classes));
    const { object } = await admit(plugin, { resource: 'persistentvolumeclaims', object: { spec: {}, ...claim } });
    assert.equal(object.spec.storageClassName, want);
  });
}

test('updates are left alone', async () => {
  const write = { operation: 'UPDATE', resource: 'persistentvolumeclaims', object: { spec: {} } } as const;
  const { object } = await admit(new DefaultStorageClass(lookup(storageClass('a', '1'))), write);
  assert.equal(object.spec.storageClassName, undefined);
});
