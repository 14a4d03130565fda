import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_OPERATIONS, type WriteOperation } from '../storage.ts';
import { check, type Factory, open, put, Recorder, remove } from './fixture.ts';

export function commitContract(factory: Factory): void {
  describe('commit', () => {
    test('revisions grow by commit, and creation is remembered until deletion', async (t) => {
      const { storage } = await open(t, factory);
      const first = await storage.commit([put('/a', '1')]);
      const second = await storage.commit([put('/a', '2')]);
      assert.ok(second > first);
      assert.equal(await storage.currentRevision(), second);
      assert.deepEqual(await storage.get('/a'), {
        key: '/a',
        value: Buffer.from('2'),
        modRevision: second,
        createRevision: first,
      });
      await storage.commit([remove('/a')]);
      assert.equal(await storage.get('/a'), undefined);
      const again = await storage.commit([put('/a', '3')]);
      assert.equal((await storage.get('/a'))?.createRevision, again);
    });

    const conflicts: [string, (revision: number) => WriteOperation, actual: 'held' | 'absent'][] = [
      ['create of what exists', () => put('/held', 'x', { expected: 0 }), 'held'],
      ['update of an older revision', (revision) => put('/held', 'x', { expected: revision - 1 }), 'held'],
      ['update of what does not exist', (revision) => put('/absent', 'x', { expected: revision }), 'absent'],
      ['delete of an older revision', (revision) => remove('/held', revision - 1), 'held'],
      ['delete of what does not exist', (revision) => remove('/absent', revision), 'absent'],
      ['check of an older revision', (revision) => check('/held', revision - 1), 'held'],
      ['check that something is absent', () => check('/held', 0), 'held'],
    ];
    for (const [name, operation, actual] of conflicts) {
      test(`conflict: ${name}; nothing of the commit is done`, async (t) => {
        const { storage } = await open(t, factory);
        const revision = await storage.commit([put('/held', 'old')]);
        await assert.rejects(storage.commit([put('/other', 'x'), operation(revision)]), {
          name: 'StorageError',
          code: 'conflict',
          key: `/${actual}`,
          actualRevision: actual === 'held' ? revision : 0,
        });
        assert.equal((await storage.get('/held'))?.value.toString(), 'old');
        assert.equal(await storage.get('/other'), undefined);
        assert.equal(await storage.currentRevision(), revision);
      });
    }

    test('expectations that hold', async (t) => {
      const { storage } = await open(t, factory);
      const created = await storage.commit([put('/a', '1', { expected: 0 })]);
      const updated = await storage.commit([put('/a', '2', { expected: created }), check('/b', 0)]);
      await storage.commit([remove('/a', updated)]);
      assert.equal(await storage.get('/a'), undefined);
    });

    test('of concurrent writers who expect the same, exactly one wins', async (t) => {
      const { storage } = await open(t, factory);
      const writers = Array.from({ length: 20 }, (_, i) => storage.commit([put('/a', `${i}`, { expected: 0 })]));
      const results = await Promise.allSettled(writers);
      const winners = results.flatMap((result, i) => (result.status === 'fulfilled' ? [`${i}`] : []));
      assert.equal(winners.length, 1);
      assert.equal((await storage.get('/a'))?.value.toString(), winners[0]);
      for (const result of results) {
        if (result.status === 'rejected') assert.equal(result.reason.code, 'conflict');
      }
    });

    test('a counter loses no increment under contention', async (t) => {
      const { storage } = await open(t, factory);
      await storage.commit([put('/counter', '0')]);
      const increment = async () => {
        const entry = (await storage.get('/counter'))!;
        const next = put('/counter', `${Number(entry.value) + 1}`, { expected: entry.modRevision });
        await storage.commit([next]).catch(increment);
      };
      await Promise.all(Array.from({ length: 10 }, increment));
      assert.equal((await storage.get('/counter'))?.value.toString(), '10');
    });

    test('a commit of several operations is one revision', async (t) => {
      const { storage } = await open(t, factory);
      const before = await storage.commit([put('/gone', 'old')]);
      const recorder = new Recorder(storage, '/', before);
      const revision = await storage.commit([put('/b', '1'), remove('/gone'), put('/a', '2')]);
      await recorder.reach(revision);
      assert.deepEqual(recorder.lines, [
        `put /b=1 @${revision} (was 0, created ${revision})`,
        `delete /gone=old @${revision} (was ${before}, created ${before})`,
        `put /a=2 @${revision} (was 0, created ${revision})`,
      ]);
      assert.equal(recorder.batches.length, 1, 'a revision is never split');
    });

    test('a commit that changes nothing takes no revision', async (t) => {
      const { storage } = await open(t, factory);
      const revision = await storage.commit([put('/a', '1')]);
      assert.equal(await storage.commit([check('/a', revision)]), revision);
      assert.equal(await storage.commit([remove('/absent')]), revision);
      assert.equal(await storage.currentRevision(), revision);
    });

    test('many commits at once are acknowledged with revisions of their own', async (t) => {
      const { storage } = await open(t, factory);
      const keys = Array.from({ length: 500 }, (_, i) => `/k${i}`);
      const revisions = await Promise.all(keys.map((key) => storage.commit([put(key, key)])));
      assert.equal(new Set(revisions).size, keys.length);
      const { entries } = await storage.list('/');
      assert.deepEqual(
        new Map(entries.map((entry) => [entry.key, entry.modRevision])),
        new Map(keys.map((key, i) => [key, revisions[i]])),
      );
    });

    test('values are bytes: empty, binary and large ones come back as they were', async (t) => {
      const { storage } = await open(t, factory);
      const values = [Buffer.alloc(0), Buffer.from([0, 255, 10, 128]), Buffer.alloc(1_500_000, 7)];
      for (const [i, value] of values.entries()) await storage.commit([{ type: 'put', key: `/${i}`, value }]);
      for (const [i, value] of values.entries()) assert.ok((await storage.get(`/${i}`))?.value.equals(value), `${i}`);
    });

    test('a caller who breaks the contract is told so', async (t) => {
      const { storage } = await open(t, factory);
      await assert.rejects(storage.commit([put('/a', '1'), remove('/a')]), TypeError);
      const tooMany = Array.from({ length: MAX_OPERATIONS + 1 }, (_, i) => put(`/${i}`, ''));
      await assert.rejects(storage.commit(tooMany), TypeError);
      await storage.commit(tooMany.slice(1));
    });
  });
}
