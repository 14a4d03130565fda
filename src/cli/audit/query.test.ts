import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type QueryOptions, query } from './query.ts';

const MIB = 1024 * 1024;

function event(number: number, more: object = {}): string {
  const stageTimestamp = new Date(Date.parse('2030-01-31T12:00:00Z') + number * 1000).toISOString();
  const objectRef = { resource: 'pods', namespace: 'shop', name: `p-${number}`, apiVersion: 'v1' };
  const told = { verb: 'get', user: { username: 'jane' }, objectRef, responseStatus: { code: 200 }, stageTimestamp };
  return `${JSON.stringify({ kind: 'Event', stage: 'ResponseComplete', auditID: `id-${number}`, ...told, ...more })}\n`;
}

async function setUp(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-query-'));
  t.after(() => rm(directory, { recursive: true }));
  const [out, errors]: [string[], string[]] = [[], []];
  const io = { out: (text: string) => void out.push(text), error: (text: string) => void errors.push(text) };
  const ask = (paths: readonly string[], options: Partial<QueryOptions>) => {
    const { signal } = new AbortController();
    return query(paths, { dataDir: '', output: 'json', ...options }, { io, now: () => 0, signal } as never);
  };
  return { directory, out, errors, ask };
}

const namesIn = (out: readonly string[]) =>
  out
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).objectRef.name);

test('rotated and compressed files are read from the oldest to the newest', async (t) => {
  const { directory, out, ask } = await setUp(t);
  await writeFile(join(directory, 'audit.log'), event(5));
  await writeFile(join(directory, 'audit-b.log.gz'), gzipSync(event(1) + event(2)));
  await writeFile(join(directory, 'audit-a.log'), event(3) + event(4));
  assert.equal(await ask([directory], { resource: 'Pod' }), 0);
  assert.deepEqual(namesIn(out), ['p-1', 'p-2', 'p-3', 'p-4', 'p-5']);
});

test('broken lines are told with their places, and what is whole is answered', async (t) => {
  const { directory, out, errors, ask } = await setUp(t);
  const path = join(directory, 'audit.log');
  await writeFile(path, `${event(1)}{"kind":"Event","jane"\nrubbish\n${event(2)}`);
  assert.equal(await ask([path], { user: 'jane' }), 0);
  assert.deepEqual(namesIn(out), ['p-1', 'p-2']);
  assert.equal(
    errors.join(''),
    `warning: 2 lines are no audit events (${path}:2, ${path}:3): allium audit verify tells more\n`,
  );
});

test('memory does not grow with what is read', async (t) => {
  const { directory, out, ask } = await setUp(t);
  const path = join(directory, 'audit.log');
  const filler = { userAgent: 'x'.repeat(1000) };
  let number = 0;
  for (let size = 0; size < 128 * MIB; ) {
    const lines = Array.from({ length: 5000 }, () => event(number++, filler)).join('');
    await appendFile(path, lines);
    size += lines.length;
  }
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const before = process.memoryUsage.rss();
  await ask([path], { object: 'pods/p-7', diff: true });
  clearInterval(watch);
  assert.deepEqual(namesIn(out), ['p-7']);
  assert.ok(most - before < 64 * MIB, `${(most - before) / MIB} MiB more`);
});
