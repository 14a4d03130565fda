/**
 * Durable commits of the embedded storage against bare SQLite that does the same work with no server around it: every
 * commit in a transaction of its own (what one writer can have), and as many in one transaction as there are writers
 * (what a group commit can have at best).
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedStorage } from '../../src/storage/embedded/embedded.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import type { Suite } from '../lib/report.ts';
import { milliseconds, rate, share } from '../lib/table.ts';

const VALUE = Buffer.alloc(1500, 'x');
const KEYS = 10_000;
const keyOf = (i: number) => `/registry/configmaps/namespace-${i % 50}/object-${i % KEYS}`;

/** The same rows in the same tables, with `group` commits in a transaction. @returns commits a second */
function bareSqlite(directory: string, group: number, seconds: number): number {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE record (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB);
    CREATE INDEX record_by_key ON record (key, id);
  `);
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
  const insert = database.prepare('INSERT INTO record VALUES (?, ?, ?)');
  const end = performance.now() + seconds * 1000;
  let commits = 0;
  while (performance.now() < end) {
    begin.run();
    for (let i = 0; i < group; i++) insert.run(++commits, keyOf(commits), VALUE);
    commit.run();
  }
  database.close();
  return commits / seconds;
}

async function embedded(directory: string, writers: number, seconds: number) {
  const storage = await openEmbeddedStorage({ directory });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const end = performance.now() + seconds * 1000;
  let commits = 0;
  const write = async () => {
    while (performance.now() < end) await storage.commit([{ type: 'put', key: keyOf(++commits), value: VALUE }]);
  };
  delay.enable();
  await Promise.all(Array.from({ length: writers }, write));
  delay.disable();
  await storage.close();
  return { perSecond: commits / seconds, eventLoopP99: delay.percentile(99) / 1e6 };
}

async function measure(writers: number, seconds: number) {
  const single = await inTemporaryDirectory((directory) => bareSqlite(directory, 1, seconds));
  const grouped = await inTemporaryDirectory((directory) => bareSqlite(directory, writers, seconds));
  return { single, grouped, ...(await inTemporaryDirectory((directory) => embedded(directory, writers, seconds))) };
}

const HEADER = ['writers', 'embedded', 'bare, one by one', 'bare, grouped', 'of grouped', 'event loop p99'];

export const storage: Suite = async (run) => {
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const writers of [1, 16, 128]) {
    run.progress(`durable commits of ${writers} writers`);
    const found = await measure(writers, run.quick ? 0.2 : 3);
    const { perSecond, single, grouped, eventLoopP99 } = found;
    const ratio = share(perSecond / grouped);
    rows.push([`${writers}`, rate(perSecond), rate(single), rate(grouped), ratio, milliseconds(eventLoopP99)]);
    records.push({ writers, ...found });
  }
  return [{ title: `Durable commits of ${VALUE.length} bytes`, header: HEADER, rows, records }];
};
