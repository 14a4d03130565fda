import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { Throttle } from '../../util/throttle.ts';
import type { RecordedEvent } from '../event.ts';
import { Slot } from '../spool/slot.ts';
import { Intake, type IntakeOptions } from './intake.ts';
import type { LineStore } from './line-store.ts';
import { afterTheEnd, NOTHING_MISSING, parseMissing } from './missing.ts';
import { UNSEALED } from './testing-sealer.ts';

class MemoryStore implements LineStore {
  lines: string[] = [];
  capacity = Number.POSITIVE_INFINITY;
  failure: Error | undefined;
  full = false;
  files = 1;
  get room() {
    return this.full ? 0 : this.capacity;
  }
  isDue() {
    return false;
  }
  async next() {
    this.files += 1;
  }
  async append(lines: Buffer) {
    if (this.failure) throw this.failure;
    this.lines.push(...lines.toString().trimEnd().split('\n'));
  }
  async close() {}
}

async function setUp(t: TestContext, options: Partial<IntakeOptions> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-intake-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const clock = new ManualClock(Date.parse('2026-01-02T03:04:05.678Z'));
  const store = new MemoryStore();
  const counts: Record<string, number> = {};
  const errors: unknown[] = [];
  const open = async () => {
    const lost = await Slot.open(join(directory, 'lost'));
    t.after(() => lost.close().catch(() => {}));
    const intake = new Intake(
      { name: 'x', mode: 'batch', mostEvents: 10, mostTogether: 4, longestWait: 0, ...options },
      {
        store,
        sealer: UNSEALED,
        lost,
        missing: afterTheEnd(parseMissing(lost.text), store.lines.length),
        lastStored: () => store.lines.length,
        clock,
        newId: () => 'gap',
        on: (what) => {
          counts[what] = (counts[what] ?? 0) + 1;
        },
        onError: (error) => errors.push(error),
      },
    );
    await intake.open();
    return intake;
  };
  return { clock, store, counts, errors, open };
}

const event = (json: string): RecordedEvent => ({ level: 'Metadata', stage: 'ResponseComplete', json });
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Events, and how many more are said to be missing. */
function account(lines: readonly string[]) {
  const parsed = lines.map((line) => JSON.parse(line));
  const gaps = parsed.map(({ annotations }) => Number(annotations?.['allium.dev/audit-gap-count'] ?? 0));
  return { events: parsed.filter(({ n }) => n !== undefined).length, missing: gaps.reduce((a, b) => a + b, 0) };
}

test('events are stored in order', async (t) => {
  const { store, open } = await setUp(t);
  const intake = await open();
  for (let n = 0; n < 9; n++) intake.write(event(`{"n":${n}}`));
  await intake.close();
  assert.deepEqual(
    store.lines.map((line) => JSON.parse(line).n),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test('in blocking modes it is waited for the store', async (t) => {
  for (const mode of ['blocking', 'blocking-strict'] as const) {
    const { store, open } = await setUp(t, { mode });
    const intake = await open();
    await intake.write(event('{"n":1}'));
    assert.deepEqual(store.lines, ['{"n":1}']);
    await intake.close();
  }
});

test('what finds no place is counted, and the stream says so', async (t) => {
  const { store, clock, counts, open } = await setUp(t);
  const intake = await open();
  for (let n = 0; n < 25; n++) {
    intake.write(event(`{"n":${n}}`));
    clock.advance(10);
  }
  assert.equal(intake.trouble, 'as many events wait as may');
  await settled();
  intake.write(event('{"n":25}'));
  await intake.close();
  assert.deepEqual(counts, { taken: 11, dropped: 15 });
  assert.deepEqual(account(store.lines), { events: 11, missing: 15 });
  const gap = JSON.parse(store.lines[10]!);
  assert.deepEqual(gap.annotations, {
    'allium.dev/audit-gap-count': '15',
    'allium.dev/audit-gap-first': '2026-01-02T03:04:05.778000Z',
    'allium.dev/audit-gap-last': '2026-01-02T03:04:05.918000Z',
  });
  assert.equal(intake.trouble, undefined);
});

test('that events are missing is said though no more come', async (t) => {
  const { store, clock, open } = await setUp(t);
  store.full = true;
  const intake = await open();
  intake.write(event('{"n":1}'));
  clock.advance(1000);
  await settled();
  assert.deepEqual(store.lines, []);
  store.full = false;
  clock.advance(1000);
  await settled();
  assert.deepEqual(account(store.lines), { events: 0, missing: 1 });
  await intake.close();
});

test('a store that fails is tried again; nobody waits for it; nothing that has a place is lost', async (t) => {
  const { store, clock, counts, errors, open } = await setUp(t, { mode: 'blocking' });
  const intake = await open();
  store.failure = new Error('disk full');
  await intake.write(event('{"n":1}'));
  await intake.write(event('{"n":2}'));
  assert.equal(intake.trouble, 'events cannot be stored');
  clock.advance(1000);
  await settled();
  store.failure = undefined;
  clock.advance(1000);
  await settled();
  assert.deepEqual(store.lines, ['{"n":1}', '{"n":2}']);
  assert.equal(intake.trouble, undefined);
  assert.equal(counts.failed, 2);
  assert.equal(errors.length, 2);
  await intake.close();
});

test('batch: a process that did not end by itself may have lost something, and the next one says so', async (t) => {
  const { store, open } = await setUp(t);
  await open();
  await (await open()).close();
  const [line, ...more] = store.lines.map((each) => JSON.parse(each).annotations);
  assert.deepEqual([line['allium.dev/audit-gap-count'], more], ['unknown', []]);
  await (await open()).close();
  assert.equal(store.lines.length, 1);
});

test('strict: no request is let in that could not be recorded', async (t) => {
  const { store, clock, open } = await setUp(t, { mode: 'blocking-strict' });
  const intake = await open();
  intake.admit();
  store.failure = new Error('disk full');
  await intake.write(event('{"n":1}'));
  assert.throws(() => intake.admit(), {
    name: 'StatusError',
    code: 500,
    message: /^Internal error occurred: failed to store audit event: the backend "x" takes no more/,
  });
  store.failure = undefined;
  clock.advance(1000);
  await settled();
  intake.admit();
  store.full = true;
  assert.throws(() => intake.admit(), { code: 500 });
  await intake.close();
});

test('strict: it must be stored that a request came; what became of it waits where it must', async (t) => {
  for (const trouble of [{ failure: new Error('disk full') }, { full: true }]) {
    for (const [mode, isRefused] of [
      ['blocking-strict', true],
      ['blocking', false],
    ] as const) {
      const { store, open } = await setUp(t, { mode });
      const intake = await open();
      const received: RecordedEvent = { ...event('{"n":1}'), stage: 'RequestReceived' };
      await intake.write(received);
      Object.assign(store, trouble);
      const outcomes = await Promise.allSettled([received, event('{"n":2}')].map((each) => intake.write(each)));
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        [isRefused ? 'rejected' : 'fulfilled', 'fulfilled'],
      );
      await intake.close();
    }
  }
});

test('a backend that is away never makes memory grow', async (t) => {
  const { store, counts, open } = await setUp(t, { mostEvents: 1_000_000 });
  store.failure = new Error('away');
  const intake = await open();
  const json = JSON.stringify({ n: 1, text: 'x'.repeat(10_000) });
  for (let n = 0; n < 3000; n++) intake.write(event(json));
  assert.ok(counts.taken! * 10_000 < 17 * 1024 * 1024);
  assert.equal(counts.taken! + counts.dropped!, 3000);
  await intake.close();
});

/** An event with a body of so many bytes. */
const large = (n: number, bytes: number): RecordedEvent => ({
  ...event(JSON.stringify({ n, body: 'x'.repeat(bytes) })),
  truncated: () => JSON.stringify({ n, truncated: true }),
});

const MIB = 1024 * 1024;
for (const [what, options, bytes] of [
  ['than all that may wait in memory', {}, 18 * MIB],
  ['than what is left for bodies', {}, 15.5 * MIB],
  ['than it may be', { mostEventBytes: 1000 }, 2000],
] as const) {
  test(`an event that is larger ${what} goes without its objects`, async (t) => {
    const { store, counts, open } = await setUp(t, { mode: 'blocking-strict', ...options });
    const intake = await open();
    await intake.write(large(1, bytes));
    await intake.write(large(2, 10));
    await intake.close();
    assert.deepEqual(
      store.lines.map((line) => JSON.parse(line)),
      [
        { n: 1, truncated: true },
        { n: 2, body: 'x'.repeat(10) },
      ],
    );
    assert.deepEqual(counts, { taken: 2, truncated: 1 });
  });
}

test('bodies take no room from those who come without', async (t) => {
  const { store, counts, open } = await setUp(t, { mostEvents: 1000 });
  store.failure = new Error('away');
  store.capacity = 100_000;
  const intake = await open();
  for (let n = 0; n < 100; n++) intake.write(large(n, 10_000));
  assert.deepEqual(counts, { taken: 100, truncated: 92 });
  await intake.close();
});

test('no more bytes are written together than may be', async (t) => {
  const { store, open } = await setUp(t, { mostBatchBytes: 25 });
  const sizes: number[] = [];
  store.append = async (lines: Buffer) => void sizes.push(lines.length);
  const intake = await open();
  for (let n = 0; n < 5; n++) intake.write(event('0123456789'));
  await intake.close();
  assert.deepEqual(sizes, [22, 22, 11]);
});

test('batch: a throttle says how often batches are written', async (t) => {
  const clock = new ManualClock();
  const { store, open } = await setUp(t, { throttle: new Throttle(1, 1, clock) });
  const intake = await open();
  const written = async (n: number) => {
    intake.write(event(`{"n":${n}}`));
    await settled();
    return store.lines.length;
  };
  assert.deepEqual([await written(1), await written(2), await written(3)], [1, 1, 1]);
  await intake.close();
  assert.equal(store.lines.length, 3);
});

test('lines are sealed once, in the order in which they are stored, and a file ends with its own', async (t) => {
  const { store, clock } = await setUp(t);
  const directory = await mkdtemp(join(tmpdir(), 'allium-intake-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  let sealed = 0;
  const intake = new Intake(
    { name: 'x', mode: 'blocking', mostEvents: 10, mostTogether: 4, longestWait: 0 },
    {
      store: Object.assign(store, { isDue: () => sealed === 2 }),
      sealer: {
        growth: 8,
        seal: (line, into, at) => at + into.write(`${++sealed} ${line}`, at),
        checkpoint: () => Buffer.from(`${++sealed} end`),
      },
      lost: await Slot.open(join(directory, 'lost')),
      missing: NOTHING_MISSING,
      lastStored: () => 0,
      clock,
      newId: () => 'gap',
      on() {},
      onError() {},
    },
  );
  await intake.write(event('a'));
  store.failure = new Error('once');
  await intake.write(event('b'));
  store.failure = undefined;
  clock.advance(1000);
  await settled();
  await intake.write(event('c'));
  await intake.close();
  assert.deepEqual(store.lines, ['1 a', '2 b', '3 end', '4 c', '5 end']);
  assert.equal(store.files, 2);
});
