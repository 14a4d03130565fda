import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../util/clock.ts';
import { Compactor } from './compactor.ts';
import { put } from './contract/fixture.ts';
import { createMemoryStorage } from './memory/memory.ts';
import type { Storage } from './storage.ts';

const POLICY = { minAgeMilliseconds: 60_000, maxRevisions: 100, maxBytes: 10_000 };

async function write(storage: Storage, count: number): Promise<number> {
  let revision = 0;
  for (let i = 0; i < count; i++) revision = await storage.commit([put('/a', `${i}`)]);
  return revision;
}

function start() {
  const clock = new ManualClock();
  const storage = createMemoryStorage({ clock });
  const errors: string[] = [];
  const compactor = new Compactor(storage, clock, (error) => errors.push(error.message), POLICY);
  compactor.start();
  /** A tick does its work before the next one is set. */
  const pass = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.advance(1000);
      await new Promise(setImmediate);
    }
  };
  return { storage, compactor, errors, pass };
}

test('history goes when it is old enough, not before', async () => {
  const { storage, pass } = start();
  const first = await write(storage, 3);
  await pass(30);
  const second = await write(storage, 3);
  await pass(30);
  assert.equal(storage.compactedRevision(), 0);
  await pass(1);
  assert.equal(storage.compactedRevision(), first);
  await pass(30);
  assert.equal(storage.compactedRevision(), second);
});

test('history goes earlier when it is too much, a good part at once', async () => {
  const { storage, pass } = start();
  const many = await write(storage, 150);
  await pass(1);
  assert.equal(storage.compactedRevision(), many - 100);
  await write(storage, 5);
  await pass(1);
  assert.equal(storage.compactedRevision(), many - 100, 'not for a few revisions');
  await write(storage, 5);
  await pass(1);
  assert.equal(storage.compactedRevision(), many - 90);
});

test('history goes earlier when its values are too large', async () => {
  const { storage, pass } = start();
  const large = () => storage.commit([put('/a', 'x'.repeat(4000))]);
  const first = await large();
  await pass(1);
  await large();
  await pass(1);
  assert.equal(storage.compactedRevision(), 0, '4,000 bytes behind the first');
  const third = await large();
  await large();
  await pass(1);
  assert.equal(storage.compactedRevision(), first, '12,000 bytes behind the first, 8,000 behind the second');
  await large();
  await pass(1);
  assert.ok(storage.compactedRevision() < third, 'what is within the bound stays');
});

test('a failed compaction is told and tried again; none after it was stopped', async () => {
  const { storage, compactor, errors, pass } = start();
  const compact = storage.compact.bind(storage);
  storage.compact = () => Promise.reject(new Error('disk is full'));
  const revision = await write(storage, 200);
  await pass(2);
  assert.deepEqual(errors, ['disk is full', 'disk is full']);
  storage.compact = compact;
  await pass(1);
  assert.equal(storage.compactedRevision(), revision - 100);
  compactor.stop();
  await write(storage, 200);
  await pass(5);
  assert.equal(storage.compactedRevision(), revision - 100);
});

test('one that is cut short by the end is no failure', async () => {
  const { storage, compactor, errors, pass } = start();
  const compacting = Promise.withResolvers<never>();
  storage.compact = () => compacting.promise;
  await write(storage, 200);
  await pass(1);
  compactor.stop();
  compacting.reject(new Error('the storage thread has ended'));
  await pass(1);
  assert.deepEqual(errors, []);
});
