/** Many writers of one object at once: those who lose must neither spin nor give up, however late the winner is durable. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';
import { openEmbeddedStorage } from '../../storage/embedded/embedded.ts';
import { createMemoryStorage } from '../../storage/memory/memory.ts';
import type { Storage } from '../../storage/storage.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const WRITERS = 64;

let api: TestApi;

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
});
const create = (name: string, more?: object) => api.call('POST', COLLECTION, configMap(name, more));
const all = <T>(make: (writer: number) => Promise<T>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, writer) => make(writer)));
const counts = (answers: readonly { status: number }[]) => {
  const byStatus = Object.groupBy(answers, ({ status }) => status);
  return Object.fromEntries(Object.entries(byStatus).map(([status, group]) => [status, group!.length]));
};

const directory = await mkdtemp(join(tmpdir(), 'allium-races-'));
after(() => rm(directory, { recursive: true }));

const STORAGES: Record<string, () => Promise<Storage>> = {
  'in memory': async () => createMemoryStorage({}),
  'on disk': () => openEmbeddedStorage({ directory }),
};
for (const [name, open] of Object.entries(STORAGES)) {
  describe(name, () => {
    before(async () => {
      api = await openTestApi({ storage: await open() });
    });
    after(() => api.close());
    races();
  });
}

function races() {
  test('patches of different keys all come through, and nothing is lost', async () => {
    await create('patched');
    const answers = await all((writer) =>
      api.call('PATCH', `${COLLECTION}/patched`, { data: { [`k${writer}`]: 'v' } }, MERGE),
    );
    assert.deepEqual(counts(answers), { 200: WRITERS });
    const { body } = await api.call('GET', `${COLLECTION}/patched`);
    assert.equal(Object.keys(body.data).length, WRITERS);
    const versions = new Set(answers.map(({ body }) => body.metadata.resourceVersion));
    assert.equal(versions.size, WRITERS, 'each patch is a write of its own');
  });

  test('an object is created once; the others are told that it exists', async () => {
    assert.deepEqual(counts(await all(() => create('once'))), { 201: 1, 409: WRITERS - 1 });
  });

  test('applies of an object that is not there yet: one creates it, the others go on top', async () => {
    const answers = await all((writer) =>
      api.call(
        'PATCH',
        `${COLLECTION}/applied?fieldManager=m${writer}`,
        { ...configMap('applied'), data: { [`k${writer}`]: 'v' } },
        { 'content-type': 'application/apply-patch+yaml' },
      ),
    );
    assert.deepEqual(counts(answers), { 200: WRITERS - 1, 201: 1 });
    assert.equal(Object.keys((await api.call('GET', `${COLLECTION}/applied`)).body.data).length, WRITERS);
  });

  test('an object is deleted once; the others do not find it', async () => {
    await create('deleted');
    assert.deepEqual(counts(await all(() => api.call('DELETE', `${COLLECTION}/deleted`))), {
      200: 1,
      404: WRITERS - 1,
    });
  });

  test('updates that name a version: one wins, the others are told of the conflict', async () => {
    const { body } = await create('versioned');
    const answers = await all((writer) =>
      api.call('PUT', `${COLLECTION}/versioned`, { ...body, data: { w: `${writer}` } }),
    );
    assert.deepEqual(counts(answers), { 200: 1, 409: WRITERS - 1 });
  });

  test('updates that name none overwrite each other', async () => {
    await create('overwritten');
    const answers = await all((writer) =>
      api.call('PUT', `${COLLECTION}/overwritten`, { ...configMap('overwritten'), data: { w: `${writer}` } }),
    );
    assert.deepEqual(counts(answers), { 200: WRITERS });
  });

  test('a deletion among patches comes through, and what it removes stays removed', async () => {
    await create('contended');
    const path = `${COLLECTION}/contended`;
    const answers = await all((writer) =>
      writer === 7 ? api.call('DELETE', path) : api.call('PATCH', path, { data: { [`k${writer}`]: 'v' } }, MERGE),
    );
    assert.equal(answers[7]!.status, 200);
    assert.ok(answers.every(({ status }) => status === 200 || status === 404));
    assert.equal((await api.call('GET', path)).status, 404);
  });

  test('a finalizer is taken away by one of many: the object goes once', async () => {
    await create('final', { finalizers: ['example.com/wait'] });
    await api.call('DELETE', `${COLLECTION}/final`);
    const answers = await all(() =>
      api.call('PATCH', `${COLLECTION}/final`, { metadata: { finalizers: null } }, MERGE),
    );
    const { 200: done = 0, 404: gone = 0 } = counts(answers);
    assert.ok(done >= 1);
    assert.equal(done + gone, WRITERS);
    assert.equal((await api.call('GET', `${COLLECTION}/final`)).status, 404);
  });
}
