import type { DatabaseSync } from 'node:sqlite';
import { type LogRecord, recordId, revisionOf } from '../engine/log.ts';
import { compareKeys, prefixEnd } from '../keys.ts';
import type { ListOptions } from '../storage.ts';
import type { Row } from './packing.ts';
import { prepareQueries, prepareStatements, type Queries, type Statements, transaction } from './statements.ts';
import { Sweeper } from './sweeper.ts';

/** As in etcd, an empty store is at revision 1. */
const INITIAL_REVISION = 1;
/** More than one commit can hold, so that a page always ends a revision. */
const EVENT_PAGE_ROWS = 1000;
const UNLIMITED = -1;
/** SQLite orders every blob behind every text: the end of all keys. */
const END_OF_KEYS = Uint8Array.of(0);

/** The log in SQLite, synchronous: it runs in a worker, where only the calls that queue behind it wait for the disk. */
export class SqliteLog {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #queries: Queries;
  readonly #sweeper: Sweeper;
  #revision: number;
  /** The last count of a snapshot: pages of one list ask for the same again and again. */
  #counted = { prefix: '', revision: -1, count: 0 };

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.#queries = prepareQueries(database);
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
    return this.#queries.keys(...snapshotRange('', this.#revision));
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
    return this.#queries.newest(key);
  }

  list(prefix: string, { revision = this.#revision, after, limit }: ListOptions) {
    const maxRows = limit === undefined ? UNLIMITED : limit + 1;
    const found = this.#queries.entries(...snapshotRange(prefix, revision, after), maxRows);
    const rows = found.slice(0, limit);
    const more = found.length > rows.length;
    const count = !more && after === undefined ? rows.length : this.#count(prefix, revision);
    return { rows, revision, more, count };
  }

  events(prefix: string, after: number) {
    const end = prefixEnd(prefix) ?? END_OF_KEYS;
    const found = this.#queries.events(recordId(after + 1, 0), prefix, end, EVENT_PAGE_ROWS);
    const revisionIn = (row: Row) => revisionOf(row[1] as number);
    // The last revision of a full page may go on behind it: the next page brings it whole.
    const through = found.length < EVENT_PAGE_ROWS ? this.#revision : revisionIn(found.at(-1)!) - 1;
    return { rows: found.filter((row) => revisionIn(row) <= through), through };
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
    const { value } = this.#statements.value.get(previousId) as { value: Uint8Array };
    return [key, value];
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
