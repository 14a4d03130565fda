import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListOptions, Storage } from '../storage.ts';
import { type Factory, open, put, remove } from './fixture.ts';

async function keysOf(storage: Storage, prefix: string, options?: ListOptions): Promise<string[]> {
  return (await storage.list(prefix, options)).entries.map((entry) => `${entry.key}=${entry.value}`);
}

/** Follows pages to the end. */
async function pagesOf(storage: Storage, prefix: string, limit: number, revision: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await storage.list(prefix, { revision, after, limit });
    pages.push(page.entries.map((entry) => `${entry.key}=${entry.value}`));
    after = page.entries.at(-1)?.key;
    more = page.more;
  }
  return pages;
}

export function readContract(factory: Factory): void {
  describe('read', () => {
    test('an empty storage has a revision, and lists nothing', async (t) => {
      const { storage } = await open(t, factory);
      const revision = await storage.currentRevision();
      assert.ok(revision > 0);
      assert.deepEqual(await storage.list('/'), { entries: [], revision, more: false, count: 0 });
    });

    test('keys are listed in the order of their bytes', async (t) => {
      const { storage } = await open(t, factory);
      const ordered = ['/a', '/a-b', '/a.b', '/a/b', '/aB', '/ab', '/é', '/\uffee', '/\u{1f600}'];
      await storage.commit(ordered.toReversed().map((key) => put(key, '')));
      assert.deepEqual(
        (await storage.list('/')).entries.map(({ key }) => key),
        ordered,
      );
    });

    test('a prefix sees its own keys only', async (t) => {
      const { storage } = await open(t, factory);
      await storage.commit(
        ['/registry/pods/a', '/registry/podsx/b', '/registry/pods', '/registry/pod/c'].map((key) => put(key, '')),
      );
      assert.deepEqual(await keysOf(storage, '/registry/pods/'), ['/registry/pods/a=']);
      assert.equal((await storage.list('/registry/pods/')).count, 1);
    });

    test('a snapshot does not change while writes go on', async (t) => {
      const { storage } = await open(t, factory);
      await storage.commit([put('/a', '1'), put('/b', '1'), put('/c', '1')]);
      const revision = await storage.commit([put('/b', '2')]);
      await storage.commit([put('/a', '3'), remove('/b'), put('/d', '3')]);
      await storage.commit([put('/b', '4')]);
      assert.deepEqual(await keysOf(storage, '/', { revision }), ['/a=1', '/b=2', '/c=1']);
      assert.deepEqual(await keysOf(storage, '/', { revision: revision + 1 }), ['/a=3', '/c=1', '/d=3']);
      assert.deepEqual(await keysOf(storage, '/'), ['/a=3', '/b=4', '/c=1', '/d=3']);
    });

    test('pages over one snapshot', async (t) => {
      const { storage } = await open(t, factory);
      const revision = await storage.commit(['/a', '/b', '/c', '/d', '/e'].map((key) => put(key, '1')));
      await storage.commit([remove('/c'), put('/bb', '2')]);
      assert.deepEqual(await pagesOf(storage, '/', 2, revision), [['/a=1', '/b=1'], ['/c=1', '/d=1'], ['/e=1']]);
      assert.deepEqual(await pagesOf(storage, '/', 5, revision), [['/a=1', '/b=1', '/c=1', '/d=1', '/e=1']]);
    });

    test('a page tells the snapshot, how many keys it has, and whether more follow', async (t) => {
      const { storage } = await open(t, factory);
      const revision = await storage.commit(['/a', '/b', '/c', '/x/d'].map((key) => put(key, '1')));
      await storage.commit([remove('/a')]);
      const { entries, ...page } = await storage.list('/', { revision, after: '/b', limit: 1 });
      assert.deepEqual(
        entries.map(({ key }) => key),
        ['/c'],
      );
      assert.deepEqual(page, { revision, more: true, count: 4 });
    });

    test('`after` need not exist, and may lie before or behind the prefix', async (t) => {
      const { storage } = await open(t, factory);
      await storage.commit(['/p/a', '/p/c', '/q/a'].map((key) => put(key, '')));
      assert.deepEqual(await keysOf(storage, '/p/', { after: '/p/b' }), ['/p/c=']);
      assert.deepEqual(await keysOf(storage, '/p/', { after: '/o' }), ['/p/a=', '/p/c=']);
      assert.deepEqual(await keysOf(storage, '/p/', { after: '/q' }), []);
    });

    test('a revision that is not there yet is refused', async (t) => {
      const { storage } = await open(t, factory);
      const revision = (await storage.currentRevision()) + 1;
      await assert.rejects(storage.list('/', { revision }), { name: 'StorageError', code: 'future-revision' });
    });
  });
}
