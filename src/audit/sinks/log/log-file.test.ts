import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ManualClock } from '../../../util/clock.ts';
import { LogFile, type LogFileOptions, type Touch } from './log-file.ts';

async function setUp(t: TestContext, options: Partial<LogFileOptions> = {}, content?: string) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-log-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'audit.log');
  if (content !== undefined) await writeFile(path, content);
  const clock = new ManualClock(Date.parse('2026-01-02T03:04:05.678Z'));
  const touches: Touch[] = [];
  const removed: string[] = [];
  const retention = { maxDays: 0, maxCount: 0, compress: false };
  const log = await LogFile.open(
    { path, maxBytes: 100, fsync: 'batch', ...retention, ...options },
    {
      clock,
      onError: assert.ifError,
      onTouched: (touch) => touches.push(touch),
      onRemoved: (file) => removed.push(basename(file)),
    },
  );
  const write = async (text: string) => {
    const bytes = Buffer.from(`${text}\n`);
    if (log.isDue(bytes.length)) await log.next();
    await log.append(bytes);
  };
  const names = async () => (await readdir(directory)).filter((name) => !name.endsWith('.lock')).sort();
  return { directory, path, clock, log, write, names, touches, removed };
}

test('a full file is put aside under the moment at which it ended; nobody else may read any', async (t) => {
  const { directory, path, log, write, names } = await setUp(t);
  await write('a'.repeat(80));
  await write('b'.repeat(80));
  await log.close();
  assert.deepEqual(await names(), ['audit-2026-01-02T03-04-05.678.log', 'audit.log']);
  assert.equal(await readFile(path, 'utf8'), `${'b'.repeat(80)}\n`);
  for (const name of await readdir(directory)) assert.equal((await stat(join(directory, name))).mode & 0o77, 0);
});

test('no more files are kept than asked for, and none longer', async (t) => {
  const { directory, clock, log, write, names, removed } = await setUp(t, { maxCount: 2, maxDays: 3 });
  await writeFile(join(directory, 'audit-2025-12-01T00-00-00.000.log.gz'), '');
  await writeFile(join(directory, 'audit-other.log'), '');
  for (const letter of 'abcde') {
    await write(letter.repeat(80));
    clock.advance(1000);
  }
  await log.close();
  assert.deepEqual(await names(), [
    'audit-2026-01-02T03-04-08.678.log',
    'audit-2026-01-02T03-04-09.678.log',
    'audit-other.log',
    'audit.log',
  ]);
  assert.deepEqual(removed, [
    'audit-2025-12-01T00-00-00.000.log.gz',
    'audit-2026-01-02T03-04-06.678.log',
    'audit-2026-01-02T03-04-07.678.log',
  ]);
});

test('files that were put aside are compressed', async (t) => {
  const { directory, log, write, names } = await setUp(t, { compress: true });
  await write('a'.repeat(80));
  await write('b'.repeat(80));
  await log.close();
  assert.deepEqual(await names(), ['audit-2026-01-02T03-04-05.678.log.gz', 'audit.log']);
  const compressed = await readFile(join(directory, 'audit-2026-01-02T03-04-05.678.log.gz'));
  assert.equal(gunzipSync(compressed).toString(), `${'a'.repeat(80)}\n`);
});

test('a file that was moved away is left, and another made', async (t) => {
  const { path, clock, log, write } = await setUp(t);
  await write('a');
  await rename(path, `${path}.1`);
  clock.advance(1000);
  await write('b');
  await log.close();
  assert.deepEqual([await readFile(`${path}.1`, 'utf8'), await readFile(path, 'utf8')], ['a\n', 'b\n']);
});

test('a file that was emptied goes on at its start', async (t) => {
  const { path, clock, log, write } = await setUp(t);
  await write('a'.repeat(80));
  await truncate(path);
  clock.advance(1000);
  await write('b');
  await write('c');
  await log.close();
  assert.equal(await readFile(path, 'utf8'), 'b\nc\n');
});

test('what a crash left of a last line is cut off', async (t) => {
  const { path, log, write } = await setUp(t, {}, '{"a":1}\n{"b":');
  await write('c');
  await log.close();
  assert.equal(await readFile(path, 'utf8'), '{"a":1}\nc\n');
});

test('two that end in the same millisecond are both kept; one that was moved away needs not be', async (t) => {
  const { path, log, write, names } = await setUp(t);
  for (const letter of 'abc') await write(letter.repeat(80));
  await rename(path, `${path}.1`);
  await write('d'.repeat(80));
  await log.close();
  assert.deepEqual(await names(), [
    'audit-2026-01-02T03-04-05.678.log',
    'audit-2026-01-02T03-04-05.679.log',
    'audit.log',
    'audit.log.1',
  ]);
});

test('files stay in their order though the clock is set back', async (t) => {
  const { directory, clock, log, write, names } = await setUp(t, { maxCount: 2 });
  for (const letter of 'abcd') {
    await write(letter.repeat(80));
    clock.advance(letter === 'b' ? -3_600_000 : 1000);
  }
  await log.close();
  const kept = (await names()).slice(0, -1);
  const contents = await Promise.all(kept.map((name) => readFile(join(directory, name), 'utf8')));
  assert.deepEqual(
    contents.map(([letter]) => letter),
    ['b', 'c'],
  );
});

test('what others do to the file is told', async (t) => {
  const { path, clock, write, log, touches } = await setUp(t, { maxBytes: 10_000 });
  const other: [Touch, () => Promise<void>][] = [
    ['moved', () => rename(path, `${path}.1`)],
    ['removed', () => rm(path)],
    ['cut', () => truncate(path, 1)],
    ['grown', () => appendFile(path, 'x\n')],
  ];
  for (const [, touch] of other) {
    await write('a');
    await touch();
    clock.advance(1000);
    await write('b');
    clock.advance(1000);
    await write('c');
  }
  assert.deepEqual(
    touches,
    other.map(([touch]) => touch),
  );
  await log.close();
});

test('a log that is written is written by nobody else, and is free afterwards', async (t) => {
  const { path, clock, log, names } = await setUp(t);
  assert.deepEqual(await names(), ['audit.log']);
  const options = { path, maxBytes: 100, fsync: 'never', maxDays: 0, maxCount: 0, compress: false } as const;
  const ports = { clock, onError: assert.ifError, onTouched: assert.fail, onRemoved: assert.fail };
  await assert.rejects(LogFile.open(options, ports), /audit\.log is written by another process/);
  await log.close();
  await (await LogFile.open(options, ports)).close();
});
