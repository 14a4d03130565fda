import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ManualClock } from '../../util/clock.ts';
import { put, Recorder, remove } from '../contract/fixture.ts';
import type { StorageEngine } from '../engine/engine.ts';
import { type EmbeddedOptions, openEmbeddedStorage } from './embedded.ts';

async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'allium-embedded-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

/** Opens a storage for the length of a piece of work. */
async function using<T>(options: EmbeddedOptions, work: (storage: StorageEngine) => Promise<T>): Promise<T> {
  const storage = await openEmbeddedStorage(options);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

const bulk = (key: string, i: number) => put(key, `${i}`.padEnd(2000, 'x'));

test('everything is there after a restart: values, revisions, history, limits', async (t) => {
  const directory = await temporaryDirectory(t);
  const clock = new ManualClock(1_000_000);
  const [first, last] = await using({ directory, clock }, async (storage) => {
    const first = await storage.commit([put('/a', '1'), put('/soon', 'x', { ttlSeconds: 10 })]);
    await storage.commit([put('/a', '2'), put('/b', '1')]);
    return [first, await storage.commit([remove('/b')])];
  });
  await using({ directory, clock }, async (storage) => {
    assert.equal(storage.currentRevision(), last);
    const { key, modRevision, createRevision } = (await storage.get('/a'))!;
    assert.deepEqual([key, modRevision, createRevision], ['/a', first + 1, first]);
    const recorder = await new Recorder(storage, '/', first).reach(last);
    assert.deepEqual(
      recorder.events.map(({ type, key }) => `${type} ${key}`),
      ['put /a', 'put /b', 'delete /b'],
    );
    await assert.rejects(storage.commit([put('/a', '3', { expected: first })]), { code: 'conflict' });
    clock.advance(11_000);
    await recorder.until(() => recorder.events.length === 4);
    assert.equal(recorder.events[3]?.key, '/soon');
  });
});

test('a revision is not used again when a compaction removed the deletion that had it', async (t) => {
  const directory = await temporaryDirectory(t);
  const deleted = await using({ directory }, async (storage) => {
    await storage.commit([put('/a', '1')]);
    const revision = await storage.commit([remove('/a')]);
    await storage.compact(revision);
    return revision;
  });
  await using({ directory }, async (storage) => {
    assert.equal(storage.currentRevision(), deleted);
    assert.equal(storage.compactedRevision(), deleted);
    assert.equal(await storage.commit([put('/b', '1')]), deleted + 1);
  });
});

test('a full disk refuses writes, tells what to do, half-writes nothing, and lets go when there is space', async (t) => {
  const directory = await temporaryDirectory(t);
  await using({ directory, maxBytes: 1024 * 1024 }, async (storage) => {
    const keys = Array.from({ length: 10 }, (_, i) => `/${i}`);
    const recorder = new Recorder(storage, '/', storage.currentRevision());
    let accepted = 0;
    const fill = async () => {
      for (; ; accepted++) await storage.commit(keys.map((key) => bulk(key, accepted)));
    };
    await assert.rejects(fill(), { name: 'StorageError', code: 'full', message: /state\.db.*free or add space/i });
    const refused = Array.from({ length: 20 }, (_, i) =>
      storage.commit([put('/0', `${i}`.repeat(9000)), bulk('/x', i)]),
    );
    for (const result of await Promise.allSettled(refused)) assert.equal(result.status, 'rejected');

    const { entries, revision } = await storage.list('/');
    assert.equal(storage.currentRevision(), revision);
    assert.deepEqual(new Set(entries.map(({ value }) => Number.parseInt(`${value}`, 10))), new Set([accepted - 1]));
    assert.equal(recorder.events.length, accepted * keys.length);

    await storage.compact(revision);
    const expected = entries[0]!.modRevision;
    const next = await storage.commit([put('/0', 'again', { expected }), put('/x', 'new', { expected: 0 })]);
    assert.ok(next > revision, 'refused commits left the index as it was');
    assert.equal(`${(await storage.get('/0'))?.value}`, 'again');
    await recorder.reach(next);
    assert.equal(recorder.events.length, accepted * keys.length + 2);
  });
});

test('a store in use by another process names it; when that one is killed, the store is free', async (t) => {
  const directory = await temporaryDirectory(t);
  const writer = join(import.meta.dirname, 'testing/crash-writer.ts');
  const said = join(directory, 'said');
  // A pipe that nobody empties would be the end of it.
  const output = await open(said, 'w');
  const child = spawn(process.execPath, [writer, directory, '0'], { stdio: ['ignore', output.fd, 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  await output.close();
  while ((await readFile(said)).length === 0) await setTimeout(5);
  await assert.rejects(openEmbeddedStorage({ directory }), {
    code: 'locked',
    message: new RegExp(`state\\.db is in use by another process \\(pid ${child.pid}\\)`),
  });
  child.kill('SIGKILL');
  await exited;
  await using({ directory }, async (storage) => assert.ok((await storage.list('/')).count > 0));
});

test('a store that is open in this process is locked too', async (t) => {
  const directory = await temporaryDirectory(t);
  await using({ directory }, () => assert.rejects(openEmbeddedStorage({ directory }), { code: 'locked' }));
});

const damages: [name: string, code: string, damage: (file: string) => Promise<unknown> | void][] = [
  ['something else than a database', 'corrupt', (file) => writeFile(file, 'not a database at all'.repeat(100))],
  ['a database cut short', 'corrupt', (file) => truncate(file, 8192)],
  ['zeroes at the start', 'corrupt', (file) => overwrite(file, 0, Buffer.alloc(4096))],
  ['garbage where the keys are', 'corrupt', (file) => overwrite(file, 4096, Buffer.alloc(200_000, 0xa5))],
  ['a newer format', 'newer-format', (file) => sql(file, 'PRAGMA user_version = 99')],
  ["another program's database", 'corrupt', (file) => sql(file, 'PRAGMA application_id = 7')],
];
for (const [name, code, damage] of damages) {
  test(`refuses to start on ${name}, says what to do, and changes nothing`, async (t) => {
    const directory = await temporaryDirectory(t);
    const file = join(directory, 'state.db');
    await using({ directory }, async (storage) => {
      for (let i = 0; i < 50; i++) await storage.commit([bulk(`/${i}`, i)]);
    });
    await damage(file);
    const before = await readFile(file);
    await assert.rejects(openEmbeddedStorage({ directory }), { name: 'StorageError', code, message: /left as it/ });
    assert.ok(before.equals(await readFile(file)), 'the file is as it was');
  });
}

async function overwrite(file: string, at: number, bytes: Buffer): Promise<void> {
  const content = await readFile(file);
  bytes.copy(content, at);
  await writeFile(file, content);
}

function sql(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

test('a directory that cannot be made is told', async (t) => {
  const file = join(await temporaryDirectory(t), 'file');
  await writeFile(file, '');
  await assert.rejects(openEmbeddedStorage({ directory: join(file, 'data') }), {
    code: 'unavailable',
    message: /ENOTDIR.*Check its permissions/,
  });
});

test('a store that is deleted while in use takes no more writes', async (t) => {
  const directory = await temporaryDirectory(t);
  await using({ directory }, async (storage) => {
    await storage.commit([put('/a', '1')]);
    const aside = join(directory, 'aside.db');
    await rename(join(directory, 'state.db'), aside);
    await assert.rejects(storage.commit([put('/a', '2')]), { code: 'unavailable', message: /was deleted or replaced/ });
    assert.equal((await storage.get('/a'))?.value.toString(), '1');
    await rename(aside, join(directory, 'state.db'));
    await storage.commit([put('/a', '3')]);
  });
});

test('nobody else may read the store', async (t) => {
  const directory = join(await temporaryDirectory(t), 'made', 'on', 'the', 'way');
  await using({ directory }, async (storage) => {
    await storage.commit([put('/registry/secrets/a', 'secret')]);
    for (const file of ['state.db', 'state.db-wal']) {
      assert.equal((await stat(join(directory, file))).mode & 0o077, 0, file);
    }
    assert.equal((await stat(directory)).mode & 0o077, 0);
  });
});

test('constant churn with compaction keeps the file and its log bounded', async (t) => {
  const directory = await temporaryDirectory(t);
  await using({ directory }, async (storage) => {
    const size = async (name: string) => (await stat(join(directory, name))).size;
    const churn = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) {
        await Promise.all(Array.from({ length: 100 }, (_, k) => storage.commit([bulk(`/${k}`, i)])));
        await storage.compact(storage.currentRevision() - 100);
      }
    };
    await churn(20);
    const settled = await size('state.db');
    await churn(80);
    assert.ok((await size('state.db')) <= settled * 1.5, `${settled} → ${await size('state.db')} bytes`);
    assert.ok((await size('state.db-wal')) < 3 * 4096 * 1000, `${await size('state.db-wal')} bytes of log`);
  });
});

test('space that a burst took goes back to the disk', async (t) => {
  const directory = await temporaryDirectory(t);
  const size = async () => (await stat(join(directory, 'state.db'))).size;
  await using({ directory }, async (storage) => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `/${i}`);
    await Promise.all(keys.map((key, i) => storage.commit([bulk(key, i)])));
    await Promise.all(keys.map((key) => storage.commit([remove(key)])));
    await storage.compact(storage.currentRevision());
  });
  assert.ok((await size()) < 6 * 1024 * 1024, `${await size()} bytes`);
});
