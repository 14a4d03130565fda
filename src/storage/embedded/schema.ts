/** The on-disk format. Bump the version with every change that an older Allium could misread. */
export const FORMAT_VERSION = 1;
/** "ALUM": tells an Allium store from any other SQLite file. */
export const APPLICATION_ID = 0x414c554d;

/**
 * One append-only table: a record's rowid orders it (LogRecord.id), so writes go to the right-hand edge of the tree.
 * `value` is last: the columns before it can be read without its overflow pages. The index covers what start-up and
 * snapshots need, so that neither touches values that it does not return.
 */
export const SCHEMA = `
  CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    create_revision INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    expires INTEGER,
    value BLOB
  );
  CREATE INDEX record_by_key ON record (key, id, deleted, create_revision, expires);
  CREATE TABLE meta (
    compacted INTEGER NOT NULL,
    -- Records up to here have been cleaned of what the compaction made superfluous.
    swept INTEGER NOT NULL
  );
  INSERT INTO meta VALUES (0, 0);
`;
