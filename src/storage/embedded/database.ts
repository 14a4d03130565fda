import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivateDirectory } from '../../util/make-directory.ts';
import { StorageError } from '../errors.ts';
import { storageErrorOf } from './failure.ts';
import { APPLICATION_ID, FORMAT_VERSION, SCHEMA } from './schema.ts';

export interface DatabaseOptions {
  readonly file: string;
  /** The file may not grow beyond this; then writes fail with `full`. */
  readonly maxBytes?: number;
}

const PAGE_BYTES = 4096;
/** The write-ahead log is copied back about every 1,000 pages, and cut to this after a burst. */
const WAL_PAGES = 1000;
const WAL_BYTES = 2 * WAL_PAGES * PAGE_BYTES;
const CACHE_KIB = 16 * 1024;

/**
 * Opens the store, making it when it is missing. SQLite's exclusive locking keeps every other process out; the lock is
 * the kernel's and dies with this process.
 * @throws StorageError `locked`, `corrupt`, `newer-format`, `unavailable`
 */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  const { file } = options;
  makePrivateFile(file);
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: false });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    // A file that is refused is left byte for byte as it was: look first, then touch.
    const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (!isNew) checkFormat(database, file);
    configure(database, isNew, options);
    if (isNew) create(database);
    return database;
  } catch (error) {
    database.close();
    throw nameOwner(storageErrorOf(error, file), file);
  }
}

/** Secrets are in there: nobody else may read it, and SQLite gives its side files the same mode. */
function makePrivateFile(file: string): void {
  makePrivateDirectory(dirname(file));
  closeSync(openSync(file, 'a', 0o600));
  const directory = openSync(dirname(file), 'r');
  // The file's name must be as durable as what will be in it.
  fsyncSync(directory);
  closeSync(directory);
}

function configure(database: DatabaseSync, isNew: boolean, { file, maxBytes }: DatabaseOptions): void {
  if (isNew) database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${WAL_PAGES};
    PRAGMA journal_size_limit = ${WAL_BYTES};
    PRAGMA cache_size = -${CACHE_KIB};
    BEGIN IMMEDIATE; COMMIT;
  `);
  if (maxBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`);
  writeFileSync(ownerFile(file), `${process.pid}\n`, { mode: 0o600 });
}

function checkFormat(database: DatabaseSync, file: string): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new StorageError('corrupt', `${file} is an SQLite database, but not one of Allium's. It was left as it is.`);
  }
  const version = pragma(database, 'user_version');
  if (version > FORMAT_VERSION) {
    const message = `${file} has format ${version}, this release reads up to ${FORMAT_VERSION}. It was left as it is: use the newer Allium that wrote it.`;
    throw new StorageError('newer-format', message);
  }
}

function create(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    ${SCHEMA}
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${FORMAT_VERSION};
    COMMIT;
  `);
}

function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0] as number;
}

/** Tells who holds the lock. Only read when the lock is held: a file left by a dead process means nothing. */
const ownerFile = (file: string) => `${file}.pid`;

function nameOwner(error: StorageError, file: string): StorageError {
  if (error.code !== 'locked') return error;
  const owner = readOwner(file);
  const message = `${file} is in use by another process${owner && ` (pid ${owner})`}. Stop it, or use another data directory.`;
  return new StorageError('locked', message, { cause: error.cause });
}

function readOwner(file: string): string {
  try {
    return readFileSync(ownerFile(file), 'utf8').trim();
  } catch {
    return '';
  }
}
