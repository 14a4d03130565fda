import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Factory, open, put, Recorder, remove } from './fixture.ts';

export function lifecycleContract(factory: Factory): void {
  describe('compaction', () => {
    test('history before the revision is gone, everything from it on stays', async (t) => {
      const { storage } = await open(t, factory);
      const old = await storage.commit([put('/a', '1'), put('/b', '1'), put('/c', '1')]);
      await storage.commit([put('/a', '2'), remove('/b')]);
      const kept = await storage.commit([put('/a', '3')]);
      const last = await storage.commit([put('/a', '4'), put('/b', '4')]);
      await storage.compact(kept);
      assert.equal(storage.compactedRevision(), kept);
      await assert.rejects(storage.list('/', { revision: old }), { code: 'compacted' });
      const snapshot = await storage.list('/', { revision: kept });
      assert.deepEqual(
        snapshot.entries.map(({ key, value, modRevision }) => `${key}=${value}@${modRevision}`),
        [`/a=3@${kept}`, `/c=1@${old}`],
      );
      assert.throws(() => new Recorder(storage, '/', kept - 1), { name: 'StorageError', code: 'compacted' });
      const recorder = await new Recorder(storage, '/', kept).reach(last);
      assert.deepEqual(
        recorder.events.map(({ key, revision, previousRevision }) => [key, revision, previousRevision]),
        [
          ['/a', last, kept],
          ['/b', last, 0],
        ],
      );
    });

    test('a delete right after the compacted revision still carries its value', async (t) => {
      const { storage } = await open(t, factory);
      const kept = await storage.commit([put('/a', 'last words')]);
      const deleted = await storage.commit([remove('/a')]);
      await storage.compact(kept);
      const recorder = await new Recorder(storage, '/', kept).reach(deleted);
      assert.equal(recorder.events[0]?.value.toString(), 'last words');
    });

    test('compacting to the newest revision keeps every newest value, and deleted keys stay deleted', async (t) => {
      const { storage } = await open(t, factory);
      await storage.commit([put('/a', '1'), put('/b', '1')]);
      await storage.commit([put('/a', '2')]);
      const newest = await storage.commit([remove('/b')]);
      await storage.compact(newest);
      const { entries, count, revision } = await storage.list('/');
      assert.deepEqual([entries.map(({ value }) => `${value}`), count, revision], [['2'], 1, newest]);
      assert.ok((await storage.commit([put('/b', '2', { expected: 0 })])) > newest);
    });

    test('compacting twice or backwards does nothing; ahead is refused', async (t) => {
      const { storage } = await open(t, factory);
      const older = await storage.commit([put('/a', '1')]);
      const revision = await storage.commit([put('/a', '2')]);
      await storage.compact(revision);
      await storage.compact(older);
      assert.equal(storage.compactedRevision(), revision);
      await assert.rejects(storage.compact(revision + 1), { code: 'future-revision' });
    });
  });

  describe('time to live', () => {
    test('a key deletes itself when its time is up, with an event', async (t) => {
      const { storage, advance } = await open(t, factory);
      const created = await storage.commit([put('/a', 'x', { ttlSeconds: 2 }), put('/b', 'x')]);
      const recorder = new Recorder(storage, '/', created);
      await advance(4000);
      await recorder.until(() => recorder.events.length > 0);
      const { type, key, value, previousRevision } = recorder.events[0]!;
      assert.deepEqual([type, key, `${value}`, previousRevision], ['delete', '/a', 'x', created]);
      assert.equal(await storage.get('/a'), undefined);
      assert.ok(await storage.get('/b'));
    });

    test('a later write sets the limit anew or lifts it', async (t) => {
      const { storage, advance } = await open(t, factory);
      await storage.commit(['/longer', '/lifted', '/expires'].map((key) => put(key, 'x', { ttlSeconds: 2 })));
      await storage.commit([put('/longer', 'y', { ttlSeconds: 60 }), put('/lifted', 'y')]);
      const recorder = new Recorder(storage, '/', await storage.currentRevision());
      await advance(4000);
      await recorder.until(() => recorder.events.length > 0);
      const { entries } = await storage.list('/');
      assert.deepEqual(
        entries.map(({ key }) => key),
        ['/lifted', '/longer'],
      );
    });
  });

  describe('close', () => {
    test('writes in flight are finished, later calls are refused', async (t) => {
      const { storage } = await open(t, factory);
      const inFlight = storage.commit([put('/a', '1')]);
      const closing = storage.close();
      assert.ok((await inFlight) > 0);
      await closing;
      const closed = { name: 'StorageError', code: 'closed' };
      await assert.rejects(storage.commit([put('/a', '2')]), closed);
      await assert.rejects(storage.get('/a'), closed);
      await assert.rejects(storage.list('/'), closed);
      await assert.rejects(storage.compact(1), closed);
      assert.throws(() => new Recorder(storage, '/', 0), closed);
      await storage.close();
    });
  });
}
