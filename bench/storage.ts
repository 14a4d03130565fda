/**
 * Durable commits per second of the embedded storage, against bare SQLite that does the same work with no server
 * around it: every commit in a transaction of its own (what one writer can have), and as many in one transaction as
 * there are writers (what a group commit can have at best).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedStorage } from '../src/storage/embedded/embedded.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const VALUE = Buffer.alloc(1500, 'x');
const KEYS = 10_000;
const keyOf = (i: number) => `/registry/configmaps/namespace-${i % 50}/object-${i % KEYS}`;

function inTemporaryDirectory<T>(work: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'allium-bench-'));
  const cleanUp = () => rmSync(directory, { recursive: true });
  const result = work(directory);
  if (result instanceof Promise) return result.finally(cleanUp) as T;
  cleanUp();
  return result;
}

/** The same rows in the same tables, with `group` commits in a transaction. */
function bareSqlite(directory: string, group: number): number {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE record (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB);
    CREATE INDEX record_by_key ON record (key, id);
  `);
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
  const insert = database.prepare('INSERT INTO record VALUES (?, ?, ?)');
  const end = performance.now() + SECONDS * 1000;
  let commits = 0;
  while (performance.now() < end) {
    begin.run();
    for (let i = 0; i < group; i++) insert.run(++commits, keyOf(commits), VALUE);
    commit.run();
  }
  database.close();
  return commits / SECONDS;
}

async function embedded(directory: string, writers: number) {
  const storage = await openEmbeddedStorage({ directory });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const end = performance.now() + SECONDS * 1000;
  let commits = 0;
  const write = async () => {
    while (performance.now() < end) await storage.commit([{ type: 'put', key: keyOf(++commits), value: VALUE }]);
  };
  delay.enable();
  await Promise.all(Array.from({ length: writers }, write));
  delay.disable();
  await storage.close();
  return { rate: commits / SECONDS, stall: delay.percentile(99) / 1e6 };
}

const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`.padStart(10);

console.log(`durable commits of ${VALUE.length} bytes, ${SECONDS} s each`);
console.log('writers   embedded  bare, one by one  bare, grouped  embedded/grouped  event loop p99');
for (const writers of [1, 16, 128]) {
  const single = inTemporaryDirectory((directory) => bareSqlite(directory, 1));
  const grouped = inTemporaryDirectory((directory) => bareSqlite(directory, writers));
  const { rate, stall } = await inTemporaryDirectory((directory) => embedded(directory, writers));
  const ratio = `${Math.round((rate / grouped) * 100)} %`;
  console.log(
    `${writers}`.padStart(7),
    perSecond(rate),
    perSecond(single).padStart(17),
    perSecond(grouped).padStart(14),
    ratio.padStart(17),
    `${stall.toFixed(1)} ms`.padStart(15),
  );
}
