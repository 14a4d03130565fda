import type { DatabaseSync } from 'node:sqlite';
import { recordId } from '../engine/log.ts';
import { type Statements, transaction } from './statements.ts';

/** One step is short enough for the commits that wait behind it. */
const STEP_RECORDS = 1000;
const STEP_PAGES = 250;
/** Free pages are kept for the next writes up to this share of the file; what is beyond goes back to the disk. */
const MIN_FREE_PAGES = 1024;
const MAX_FREE_SHARE = 0.25;

/** Deletes what a compaction made superfluous, in short steps, and takes up after a crash where it was. */
export class Sweeper {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  #compacted: number;
  #swept: number;

  constructor(database: DatabaseSync, statements: Statements) {
    this.#database = database;
    this.#statements = statements;
    const meta = statements.meta.get() as { compacted: number; swept: number };
    this.#compacted = meta.compacted;
    this.#swept = meta.swept;
  }

  get compactedRevision(): number {
    return this.#compacted;
  }

  compact(revision: number): void {
    this.#statements.compact.run(revision);
    this.#compacted = revision;
  }

  /** @returns whether there is more to do */
  step(): boolean {
    return this.#sweepRecords() || this.#releasePages();
  }

  /**
   * Every record names the one that it supersedes: deleting those, and deletions themselves, leaves the newest record of
   * each key, without looking at keys that did not change.
   */
  #sweepRecords(): boolean {
    const { sweepEnd, sweepSuperseded, sweepDeletions, swept } = this.#statements;
    const from = this.#swept;
    const { id: to } = sweepEnd.get(from, recordId(this.#compacted + 1, 0), STEP_RECORDS) as { id: number | null };
    if (to === null) return false;
    transaction(this.#database, this.#statements, () => {
      sweepSuperseded.run(from, to);
      sweepDeletions.run(from, to);
      swept.run(to);
    });
    this.#swept = to;
    return true;
  }

  #releasePages(): boolean {
    const { freelist_count: free } = this.#statements.freePages.get() as { freelist_count: number };
    const { page_count: pages } = this.#statements.pages.get() as { page_count: number };
    const surplus = Math.floor(free - Math.max(MIN_FREE_PAGES, pages * MAX_FREE_SHARE));
    if (surplus <= 0) return false;
    this.#database.exec(`PRAGMA incremental_vacuum(${Math.min(surplus, STEP_PAGES)})`);
    return true;
  }
}
