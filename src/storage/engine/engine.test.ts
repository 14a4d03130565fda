import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { check, put, Recorder, remove } from '../contract/fixture.ts';
import { StorageError } from '../errors.ts';
import { MemoryLog } from '../memory/memory-log.ts';
import { StorageEngine } from './engine.ts';
import type { LogRecord } from './log.ts';

/** A log whose appends wait until they are let go, or fail. */
class HeldLog extends MemoryLog {
  readonly batches: (readonly LogRecord[])[] = [];
  compactFailures = 0;
  #release: (error?: Error) => void = () => {};

  override async append(records: readonly LogRecord[]): Promise<readonly Buffer[]> {
    this.batches.push(records);
    const failure = await new Promise<Error | undefined>((resolve) => {
      this.#release = resolve;
    });
    if (failure) throw failure;
    return super.append(records);
  }

  override async compact(revision: number): Promise<void> {
    if (this.compactFailures-- > 0) throw new StorageError('full', 'no space');
    await super.compact(revision);
  }

  /** Lets the append in flight succeed or fail, and everything that follows from it happen. */
  async finish(error?: Error): Promise<void> {
    await settle();
    this.#release(error);
    await settle();
  }
}

const settle = () => new Promise(setImmediate);
const full = new StorageError('full', 'no space');

function start() {
  const log = new HeldLog(1);
  const state = { revision: 1, compactedRevision: 0, keys: [] };
  const storage = new StorageEngine({ log, state, clock: new ManualClock(), schedule: queueMicrotask });
  return { log, storage };
}

test('one batch is in flight, the next one gathers', async () => {
  const { log, storage } = start();
  const first = storage.commit([put('/first', '')]);
  await settle();
  const others = Array.from({ length: 100 }, (_, i) => storage.commit([put(`/${i}`, '')]));
  await settle();
  assert.equal(log.batches.length, 1);
  await log.finish();
  assert.equal(await first, 2);
  assert.deepEqual(
    log.batches.map((batch) => batch.length),
    [1, 100],
  );
  await log.finish();
  assert.equal((await Promise.all(others)).at(-1), 102);
});

test('large values are spread over batches', async () => {
  const { log, storage } = start();
  const value = 'x'.repeat(3 * 1024 * 1024);
  const commits = Array.from({ length: 7 }, (_, i) => storage.commit([put(`/${i}`, value)]));
  for (let i = 0; i < 3; i++) await log.finish();
  await Promise.all(commits);
  assert.deepEqual(
    log.batches.map((batch) => batch.length),
    [3, 3, 1],
  );
});

test('commits are checked against writes in flight, which nobody can read yet', async () => {
  const { log, storage } = start();
  const first = storage.commit([put('/a', '1')]);
  await assert.rejects(storage.commit([put('/a', '2', { expected: 0 })]), { code: 'conflict', actualRevision: 2 });
  const second = storage.commit([put('/a', '2', { expected: 2 })]);
  assert.equal(await storage.get('/a'), undefined);
  assert.equal(storage.currentRevision(), 1);
  await log.finish();
  await log.finish();
  assert.deepEqual([await first, await second], [2, 3]);
});

test('when a batch fails, so do the commits that were checked against it, and the index is as before', async () => {
  const { log, storage } = start();
  const kept = storage.commit([put('/kept', '1'), put('/deleted', '1')]);
  await log.finish();
  await kept;
  const recorder = new Recorder(storage, '/', await kept);
  const failing = [storage.commit([put('/new', '1'), put('/kept', '2')])];
  await settle();
  failing.push(storage.commit([put('/new', '2', { expected: 3 })]), storage.commit([remove('/deleted')]));
  failing.push(storage.commit([check('/new', 4)]));
  const outcomes = Promise.allSettled(failing);
  await log.finish(full);
  for (const outcome of await outcomes) assert.deepEqual(outcome, { status: 'rejected', reason: full });
  assert.equal(storage.currentRevision(), 2);

  const next = storage.commit([
    put('/new', '3', { expected: 0 }),
    put('/kept', '3', { expected: 2 }),
    remove('/deleted', 2),
  ]);
  await log.finish();
  assert.equal(await next, 6, 'the revisions of failed commits are not used again');
  assert.deepEqual(new Set(recorder.events.map(({ revision }) => revision)), new Set([6]));
});

test('after a failure, a commit that changes nothing tells a revision that exists', async () => {
  const { log, storage } = start();
  const failing = assert.rejects(storage.commit([put('/a', '1')]), full);
  await log.finish(full);
  await failing;
  assert.equal(await storage.commit([check('/a', 0)]), 1);
});

test('an attachment reaches the watchers of this process', async () => {
  const { log, storage } = start();
  const recorder = new Recorder(storage, '/', 1);
  const attachment = { parsed: true };
  const commit = storage.commit([check('/b', 0), { ...put('/a', '1'), attachment }]);
  await log.finish();
  await commit;
  assert.equal(recorder.events[0]?.attachment, attachment);
});

test('a compaction that failed can be tried again', async () => {
  const { log, storage } = start();
  const commits = [storage.commit([put('/a', '1')]), storage.commit([put('/a', '2')])];
  await log.finish();
  await Promise.all(commits);
  log.compactFailures = 1;
  await assert.rejects(storage.compact(3), { code: 'full' });
  assert.equal((await log.events('/', 1)).events.length, 2);
  await storage.compact(3);
  assert.equal((await log.events('/', 1)).events.length, 0);
});

test('closing waits for what is in flight and what gathers', async () => {
  const { log, storage } = start();
  const first = storage.commit([put('/a', '1')]);
  await settle();
  const second = storage.commit([put('/b', '1')]);
  let closed = false;
  const closing = storage.close().then(() => {
    closed = true;
  });
  await log.finish();
  assert.equal(await first, 2);
  assert.equal(closed, false);
  await log.finish();
  assert.equal(await second, 3);
  await closing;
});
