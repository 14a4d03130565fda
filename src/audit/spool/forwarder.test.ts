import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock, systemClock } from '../../util/clock.ts';
import { Throttle } from '../../util/throttle.ts';
import { type Backend, Forwarder, type ForwarderOptions } from './forwarder.ts';
import { Spool } from './spool.ts';

const AT_ONCE: ForwarderOptions = {
  mostTogether: 10,
  mostBytes: undefined,
  longestWait: 0,
  firstBackoff: 1,
  throttle: undefined,
};

async function setUp(t: TestContext, send: Backend['send'], options: Partial<ForwarderOptions> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-forwarder-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const spool = await Spool.open({ directory, maxBytes: 1 << 20, sync: false });
  const failures: unknown[] = [];
  let givenUp = 0;
  const onGivenUp = async () => void givenUp++;
  const isTooLarge = (error: unknown) => (error as Error).message === 'too large';
  const ports = { spool, backend: { send, isTooLarge, close() {} }, clock: systemClock, random: () => 0, onGivenUp };
  const start = () =>
    new Forwarder({ ...AT_ONCE, ...options }, { ...ports, onFailure: (error) => failures.push(error) });
  const append = (...lines: string[]) =>
    spool.append(Buffer.from(lines.map((line) => `${line}\n`).join('')), lines.length);
  return { spool, failures, start, append, givenUp: () => givenUp };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test('everything arrives in order, in batches, also what was there before', async (t) => {
  const sent: string[][] = [];
  const { append, start, spool } = await setUp(t, async (lines) => void sent.push([...lines]));
  await append(...numbered(25));
  const forwarder = start();
  await append('more');
  await forwarder.close();
  assert.deepEqual(sent.flat(), [...numbered(25), 'more']);
  assert.ok(sent.every((batch) => batch.length <= 10));
  assert.equal(spool.waiting, 0);
});

test('what fails is sent again, and nothing overtakes it', async (t) => {
  const sent: string[] = [];
  let attempts = 0;
  const { append, start, failures } = await setUp(t, async (lines) => {
    if (++attempts <= 4) throw new Error('refused');
    sent.push(...lines);
  });
  await append(...numbered(30));
  const forwarder = start();
  while (sent.length < 30) await new Promise((resolve) => setTimeout(resolve, 1));
  await forwarder.close();
  assert.deepEqual(sent, numbered(30));
  assert.equal(failures.length, 4);
});

test('what is too large goes in parts, and an event that is too large alone is given up; the others arrive', async (t) => {
  const sent: string[] = [];
  const { append, start, spool, givenUp } = await setUp(t, async (lines) => {
    if (lines.join('').length > 3) throw new Error('too large');
    sent.push(...lines);
  });
  await append('a', 'b', 'c', 'd', 'poison', 'e', 'f', 'g');
  await start().close();
  assert.deepEqual(sent, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  assert.deepEqual([givenUp(), spool.waiting], [1, 0]);
});

test('a server that ends leaves to the next one what the backend does not take', async (t) => {
  const { append, start, spool } = await setUp(t, () => Promise.reject(new Error('away')), { firstBackoff: 60_000 });
  await append(...numbered(30));
  await start().close();
  assert.equal(spool.waiting, 30);
});

test('events wait for others, but not for ever', async (t) => {
  const sent: string[][] = [];
  const { append, start } = await setUp(t, async (lines) => void sent.push([...lines]), { longestWait: 50 });
  const forwarder = start();
  await append('a');
  await append('b');
  while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(sent, [['a', 'b']]);
  await forwarder.close();
});

test('a throttle lets a burst pass, and then so many a second', () => {
  const clock = new ManualClock();
  const throttle = new Throttle(10, 2, clock);
  assert.deepEqual([throttle.take(), throttle.take(), throttle.take(), throttle.take()], [0, 0, 100, 200]);
  clock.advance(60_000);
  assert.deepEqual([throttle.take(), throttle.take(), throttle.take()], [0, 0, 100]);
});
