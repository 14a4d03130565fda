import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row } from './packing.ts';

/**
 * The newest records of a range of keys in a snapshot, without those that are deletions. The bare columns come from the
 * row that has the maximum (SQLite's documented rule), and the index covers them all.
 * Parameters: first key, a key to leave out, end of keys (exclusive), end of ids (exclusive).
 */
const SNAPSHOT = `
  SELECT key, max(id) AS id, create_revision, expires, deleted FROM record INDEXED BY record_by_key
  WHERE key >= ? AND key <> ? AND key < ? AND id < ?
  GROUP BY key HAVING deleted = 0`;

/** Answer one object with named columns. */
const SINGLE = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  insert: `
    INSERT INTO record (key, id, create_revision, previous, expires, deleted, value) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  newestId: 'SELECT ifnull(max(id), 0) AS id FROM record',
  meta: 'SELECT compacted, swept FROM meta',
  value: 'SELECT value FROM record WHERE id = ?',
  count: `SELECT count(*) AS count FROM (${SNAPSHOT})`,
  compact: 'UPDATE meta SET compacted = ?',
  sweepEnd: 'SELECT max(id) AS id FROM (SELECT id FROM record WHERE id > ? AND id < ? ORDER BY id LIMIT ?)',
  sweepSuperseded: `
    DELETE FROM record WHERE id IN (SELECT previous FROM record NOT INDEXED WHERE id > ? AND id <= ? AND previous > 0)`,
  sweepDeletions: 'DELETE FROM record WHERE id > ? AND id <= ? AND deleted = 1',
  swept: 'UPDATE meta SET swept = ?',
  freePages: 'PRAGMA freelist_count',
  pages: 'PRAGMA page_count',
} as const;

/** Answer rows (packing.ts), whose columns rows.ts knows. */
const ROWS = {
  keys: `SELECT key, id, create_revision, expires, NULL FROM (${SNAPSHOT})`,
  newest: `
    SELECT key, id, create_revision, value FROM (SELECT * FROM record WHERE key = ? ORDER BY id DESC LIMIT 1)
    WHERE deleted = 0`,
  // CROSS JOIN keeps the order of the snapshot.
  entries: `
    SELECT found.key, found.id, found.create_revision, record.value
    FROM (${SNAPSHOT} LIMIT ?) AS found CROSS JOIN record ON record.id = found.id`,
  // NOT INDEXED keeps SQLite on the rowid: in the order of events, without a sort.
  events: `
    SELECT key, id, create_revision, previous, deleted,
      CASE WHEN deleted THEN (SELECT value FROM record AS ended WHERE ended.id = record.previous) ELSE value END
    FROM record NOT INDEXED WHERE id >= ? AND key >= ? AND key < ? ORDER BY id LIMIT ?`,
} as const;

type Parameter = string | number | Uint8Array;
export type Statements = Readonly<Record<keyof typeof SINGLE, StatementSync>>;
export type Queries = Readonly<Record<keyof typeof ROWS, (...parameters: Parameter[]) => Row[]>>;

export function prepareStatements(database: DatabaseSync): Statements {
  return Object.fromEntries(Object.entries(SINGLE).map(([name, sql]) => [name, database.prepare(sql)])) as Statements;
}

export function prepareQueries(database: DatabaseSync): Queries {
  const prepare = ([name, sql]: [string, string]) => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return [name, (...parameters: Parameter[]) => statement.all(...parameters) as unknown as Row[]];
  };
  return Object.fromEntries(Object.entries(ROWS).map(prepare));
}

/** All or nothing. */
export function transaction<T>(database: DatabaseSync, statements: Statements, work: () => T): T {
  statements.begin.run();
  try {
    const result = work();
    statements.commit.run();
    return result;
  } catch (error) {
    // A full disk may have rolled it back already.
    if (database.isTransaction) statements.rollback.run();
    throw error;
  }
}
