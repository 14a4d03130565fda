import type { DatabaseSync } from 'node:sqlite';
import { type LogRecord, recordId, revisionOf } from '../engine/log.ts';
import { compareKeys, prefixEnd } from '../keys.ts';
import type { ListOptions } from '../storage.ts';
import type { Row } from './packing.ts';
import { NEVER } from './rows.ts';
import { prepareStatements, type Statements, transaction } from './statements.ts';
import { Sweeper } from './sweeper.ts';

/** As in etcd, an empty store is at revision 1. */
const INITIAL_REVISION = 1;
/** More than one commit can hold, so that a page always ends a revision. */
const EVENT_PAGE_ROWS = 1000;
const UNLIMITED = -1;
/** SQLite orders every blob behind every text: the end of all keys. */
const END_OF_KEYS = Uint8Array.of(0);

type Columns = Record<string, any>;

/** The log in SQLite, synchronous: it runs in a worker, where only the calls that queue behind it wait for the disk. */
export class SqliteLog {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #sweeper: Sweeper;
  #revision: number;
  /** The last count of a snapshot: pages of one list ask for the same again and again. */
  #counted = { prefix: '', revision: -1, count: 0 };

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.#sweeper = new Sweeper(database, this.#statements);
    const { id } = this.#statements.newestId.get() as { id: number };
    // The newest record may have been a deletion that was compacted away: its revision stays taken.
    this.#revision = Math.max(INITIAL_REVISION, this.compactedRevision, revisionOf(id));
  }

  get revision(): number {
    return this.#revision;
  }

  get compactedRevision(): number {
    return this.#sweeper.compactedRevision;
  }

  /** Every key that exists. */
  keys(): Row[] {
    const rows = this.#statements.snapshot.all(...snapshotRange('', this.#revision), UNLIMITED) as Columns[];
    return rows.map(({ key, id, create_revision, expires }) => ({
      key,
      numbers: [id, create_revision, expires ?? NEVER],
    }));
  }

  /** @returns the keys that were deleted, with the values that ended */
  append(records: readonly LogRecord[]): Row[] {
    const ended = transaction(this.#database, this.#statements, () => {
      for (const record of records) this.#insert(record);
      return records.filter(({ value }) => !value).map((record) => this.#endedBy(record));
    });
    this.#revision = revisionOf(records.at(-1)!.id);
    return ended;
  }

  /** None or one row. */
  get(key: string): Row[] {
    const row = this.#statements.newest.get(key) as Columns | undefined;
    return row && !row.deleted ? [{ key, numbers: [row.id, row.create_revision], value: row.value }] : [];
  }

  list(prefix: string, options: ListOptions) {
    const { revision = this.#revision, after, limit } = options;
    const range = snapshotRange(prefix, revision, after);
    const found = this.#statements.snapshot.all(...range, limit === undefined ? UNLIMITED : limit + 1) as Columns[];
    const rows = found.slice(0, limit).map((row) => ({
      key: row.key,
      numbers: [row.id, row.create_revision],
      value: (this.#statements.value.get(row.id) as Columns).value,
    }));
    const more = found.length > rows.length;
    const count = !more && after === undefined ? rows.length : this.#count(prefix, revision);
    return { rows, revision, more, count };
  }

  events(prefix: string, after: number) {
    const from = recordId(after + 1, 0);
    const end = prefixEnd(prefix) ?? END_OF_KEYS;
    const found = this.#statements.events.all(from, prefix, end, EVENT_PAGE_ROWS) as Columns[];
    const isLast = found.length < EVENT_PAGE_ROWS;
    // The last revision of a full page may go on behind it: the next page brings it whole.
    const through = isLast ? this.#revision : revisionOf(found.at(-1)!.id) - 1;
    const whole = found.filter(({ id }) => revisionOf(id) <= through);
    const rows = whole.map(({ key, id, create_revision, previous, deleted, value }) => ({
      key,
      numbers: [id, create_revision, previous, deleted],
      value,
    }));
    return { rows, through };
  }

  compact(revision: number): void {
    this.#sweeper.compact(revision);
  }

  /** @returns whether there is more to do */
  sweep(): boolean {
    return this.#sweeper.step();
  }

  close(): void {
    this.#database.close();
  }

  #insert({ key, id, createRevision, previousId, expiresAt, value }: LogRecord): void {
    const deleted = value ? 0 : 1;
    this.#statements.insert.run(key, id, createRevision, previousId, expiresAt ?? null, deleted, value ?? null);
  }

  #endedBy({ key, previousId }: LogRecord): Row {
    const { value } = this.#statements.value.get(previousId) as Columns;
    return { key, numbers: [], value };
  }

  #count(prefix: string, revision: number): number {
    if (this.#counted.prefix !== prefix || this.#counted.revision !== revision) {
      const { count } = this.#statements.count.get(...snapshotRange(prefix, revision)) as { count: number };
      this.#counted = { prefix, revision, count };
    }
    return this.#counted.count;
  }
}

/** The parameters of a snapshot query. */
function snapshotRange(prefix: string, revision: number, after = ''): [string, string, string | Uint8Array, number] {
  const first = compareKeys(after, prefix) > 0 ? after : prefix;
  return [first, after, prefixEnd(prefix) ?? END_OF_KEYS, recordId(revision + 1, 0)];
}
