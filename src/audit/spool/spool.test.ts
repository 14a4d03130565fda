import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { endOf } from '../files/lines.ts';
import { segmentPath } from './segment.ts';
import { Spool } from './spool.ts';

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'allium-spool-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const open = (directory: string, maxBytes = 16 * 1024) => Spool.open({ directory, maxBytes, sync: false });
const close = async (spool: Spool) => {
  await spool.close();
  await spool.closeDelivery();
};
const append = (spool: Spool, ...lines: string[]) =>
  spool.append(Buffer.from(lines.map((line) => `${line}\n`).join('')), lines.length);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `{"event":${index}}`);

async function drain(spool: Spool, most = 7): Promise<string[]> {
  const all: string[] = [];
  for (let batch = await spool.read(most); batch; batch = await spool.read(most)) {
    assert.ok(batch.lines.length <= most);
    all.push(...batch.lines);
    await spool.delivered(batch);
  }
  return all;
}

/** Delivered or not: what comes after it is sealed behind it. */
async function lastLine(spool: Spool): Promise<string | undefined> {
  for (const file of spool.files) {
    let last: Buffer | undefined;
    for await (const { lines } of endOf(file)) last = lines.at(-1) ?? last;
    if (last) return last.toString();
  }
  return undefined;
}

test('what goes in comes out, in order, and its room is free again', async (t) => {
  const spool = await open(await temporary(t));
  const lines = numbered(2000);
  for (const line of lines) await append(spool, line);
  assert.equal(spool.waiting, 2000);
  assert.ok(spool.room < 0);
  assert.deepEqual(await drain(spool), lines);
  assert.equal(spool.waiting, 0);
  assert.ok(spool.room > 12 * 1024);
  await close(spool);
});

test('the next process goes on where this one was', async (t) => {
  const directory = await temporary(t);
  const lines = numbered(300);
  const first = await open(directory);
  for (const line of lines) await append(first, line);
  const batch = await first.read(50);
  await first.delivered(batch!);
  await first.read(50);
  await close(first);
  const second = await open(directory);
  assert.equal(second.waiting, 300 - batch!.lines.length);
  await append(second, 'more');
  assert.deepEqual(await drain(second, 1000), [...lines.slice(batch!.lines.length), 'more']);
  await close(second);
});

test('a torn line at the end is cut off', async (t) => {
  const directory = await temporary(t);
  const first = await open(directory);
  await append(first, 'a', 'b');
  await close(first);
  await appendFile(segmentPath(directory, 1), `{"torn":${'x'.repeat(200_000)}`);
  const second = await open(directory);
  await append(second, 'c');
  assert.deepEqual(await drain(second), ['a', 'b', 'c']);
  await close(second);
});

for (const [what, damage] of [
  ['the end of its last segment', (directory: string) => truncate(segmentPath(directory, 1), 10)],
  ['all of its last segment', (directory: string) => truncate(segmentPath(directory, 1))],
  ['its segments', (directory: string) => rm(segmentPath(directory, 1))],
] as const) {
  test(`a machine that failed lost ${what}, and what was delivered is remembered: what comes is delivered`, async (t) => {
    const directory = await temporary(t);
    const first = await open(directory);
    await append(first, ...numbered(20));
    await drain(first);
    await close(first);
    await damage(directory);
    const second = await open(directory);
    assert.equal(second.isShort, true);
    const lines = numbered(3);
    await append(second, ...lines);
    // The process ends before anything is delivered.
    await close(second);
    const third = await open(directory);
    assert.equal(third.isShort, false);
    assert.equal(third.waiting, 3);
    assert.deepEqual(await drain(third), lines);
    await close(third);
  });
}

test('a segment that ends too early does not hold up those after it', async (t) => {
  const directory = await temporary(t);
  const first = await open(directory);
  await append(first, ...numbered(200));
  const batch = await first.read(90);
  await first.delivered(batch!);
  const later = numbered(3);
  await append(first, ...later);
  await close(first);
  assert.equal((await readdir(directory)).filter((name) => name.endsWith('.jsonl')).length, 2);
  await truncate(segmentPath(directory, 1), 50);
  const second = await open(directory);
  assert.equal(second.isShort, true);
  assert.deepEqual(await drain(second), later);
  await close(second);
});

test('lines longer than what is read at once', async (t) => {
  const spool = await open(await temporary(t), 64 * 1024 * 1024);
  const long = 'x'.repeat(3 * 1024 * 1024);
  await append(spool, 'a', long, 'b');
  assert.deepEqual(await drain(spool), ['a', long, 'b']);
  await close(spool);
});

test('no more bytes are read than asked for, unless a single line is longer', async (t) => {
  const spool = await open(await temporary(t));
  const lines = ['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(150), 'd'.repeat(30)];
  await append(spool, ...lines);
  const read: (readonly string[])[] = [];
  for (let batch = await spool.read(10, 100); batch; batch = await spool.read(10, 100)) {
    read.push(batch.lines);
    await spool.delivered(batch);
  }
  assert.deepEqual(read, [lines.slice(0, 2), [lines[2]], [lines[3]]]);
  await close(spool);
});

test('what is there is delivered though nothing more comes', async (t) => {
  const directory = await temporary(t);
  const spool = await open(directory);
  const lines = numbered(20);
  await append(spool, ...lines);
  await spool.close();
  assert.deepEqual(await drain(spool), lines);
  await spool.closeDelivery();
  const next = await open(directory);
  assert.equal(next.waiting, 0);
  await close(next);
});

test('nobody else may read it', async (t) => {
  const directory = join(await temporary(t), 'spool');
  const spool = await open(directory);
  await append(spool, 'a');
  assert.equal((await stat(directory)).mode & 0o77, 0);
  for (const name of await readdir(directory)) assert.equal((await stat(join(directory, name))).mode & 0o77, 0);
  await close(spool);
});

test('whatever is written, delivered and closed in between, nothing is missing or doubled', async (t) => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ deliver: fc.integer({ min: 1, max: 60 }) }),
    fc.constant('reopen' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const directory = await temporary(t);
      let spool = await open(directory, 4096);
      const model: string[] = [];
      let next = 0;
      for (const each of steps) {
        if (each === 'reopen') {
          await close(spool);
          spool = await open(directory, 4096);
        } else if ('append' in each) {
          const lines = Array.from({ length: each.append }, () => `é${next++}`);
          model.push(...lines);
          await append(spool, ...lines);
        } else {
          const batch = await spool.read(each.deliver);
          const lines = batch?.lines ?? [];
          assert.deepEqual(lines, model.splice(0, lines.length));
          if (batch) await spool.delivered(batch);
        }
        assert.equal(spool.waiting, model.length);
        if (next > 0) assert.equal(await lastLine(spool), `é${next - 1}`);
      }
      assert.deepEqual(await drain(spool), model);
      await close(spool);
    }),
    { numRuns: 30 },
  );
});
