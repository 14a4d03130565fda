import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Factory, open, put, Recorder, remove } from './fixture.ts';

export function watchContract(factory: Factory): void {
  describe('watch', () => {
    test('events come in order; a delete carries the last value', async (t) => {
      const { storage } = await open(t, factory);
      const recorder = new Recorder(storage, '/', await storage.currentRevision());
      const created = await storage.commit([put('/a', '1')]);
      const updated = await storage.commit([put('/a', '2')]);
      const deleted = await storage.commit([remove('/a')]);
      await recorder.reach(deleted);
      assert.deepEqual(recorder.lines, [
        `put /a=1 @${created} (was 0, created ${created})`,
        `put /a=2 @${updated} (was ${created}, created ${created})`,
        `delete /a=2 @${deleted} (was ${updated}, created ${created})`,
      ]);
    });

    test('events reach watchers before the writer is told', async (t) => {
      const { storage } = await open(t, factory);
      const recorder = new Recorder(storage, '/', await storage.currentRevision());
      await recorder.reach(await storage.commit([put('/warm-up', '')]));
      const revision = await storage.commit([put('/a', '1')]);
      assert.equal(recorder.events.at(-1)?.revision, revision);
    });

    test('a watch that resumes sees what it missed, then what comes, each once', async (t) => {
      const { storage } = await open(t, factory);
      const revisions: number[] = [];
      for (let i = 0; i < 10; i++) revisions.push(await storage.commit([put(`/${i % 3}`, `${i}`)]));
      const live = new Recorder(storage, '/', revisions[3]!);
      const concurrent = Array.from({ length: 50 }, (_, i) => storage.commit([put(`/${i % 3}`, `${i}`)]));
      revisions.push(...(await Promise.all(concurrent)));
      await live.reach(revisions.at(-1)!);
      assert.deepEqual(
        live.events.map(({ revision }) => revision),
        revisions.slice(4),
      );
      const replayed = await new Recorder(storage, '/', revisions[3]!).reach(revisions.at(-1)!);
      assert.deepEqual(replayed.lines, live.lines);
    });

    test('history carries deleted values and creations too', async (t) => {
      const { storage } = await open(t, factory);
      const start = await storage.currentRevision();
      const created = await storage.commit([put('/a', '1'), put('/b', '1')]);
      const deleted = await storage.commit([remove('/a'), put('/b', '2')]);
      const again = await storage.commit([put('/a', '3')]);
      const recorder = await new Recorder(storage, '/a', start).reach(again);
      assert.deepEqual(recorder.lines, [
        `put /a=1 @${created} (was 0, created ${created})`,
        `delete /a=1 @${deleted} (was ${created}, created ${created})`,
        `put /a=3 @${again} (was 0, created ${again})`,
      ]);
    });

    test('a prefix sees its own events only, and hears of progress', async (t) => {
      const { storage } = await open(t, factory);
      const recorder = new Recorder(storage, '/registry/pods/', await storage.currentRevision());
      const mine = await storage.commit([put('/registry/podsx/a', ''), put('/registry/pods/a', '')]);
      const other = await storage.commit([put('/registry/podsx/b', '')]);
      await recorder.reach(other);
      assert.deepEqual(
        recorder.events.map(({ key, revision }) => [key, revision]),
        [['/registry/pods/a', mine]],
      );
    });

    test('a stopped watch hears nothing more', async (t) => {
      const { storage } = await open(t, factory);
      const start = await storage.currentRevision();
      const stopped = new Recorder(storage, '/', start);
      const other = new Recorder(storage, '/', start);
      stopped.stop();
      await other.reach(await storage.commit([put('/a', '1')]));
      assert.deepEqual(stopped.events, []);
    });

    test('a watcher that throws ends alone', async (t) => {
      const { storage } = await open(t, factory);
      const after = await storage.currentRevision();
      const errors: string[] = [];
      storage.watch('/', {
        after,
        onEvents: () => {
          throw new Error('broken watcher');
        },
        onError: (error) => errors.push(error.message),
      });
      const other = new Recorder(storage, '/', after);
      await storage.commit([put('/a', '1')]);
      await other.reach(await storage.commit([put('/a', '2')]));
      assert.equal(other.events.length, 2);
      assert.equal(errors.length, 1);
      assert.match(errors[0]!, /broken watcher/);
    });
  });
}
