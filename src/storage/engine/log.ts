import { type Entry, type ListOptions, type ListResult, MAX_OPERATIONS, type StorageEvent } from '../storage.ts';

/** A put or a delete as a log keeps it. */
export interface LogRecord {
  /** Orders all records: the commit's revision and the record's position in it. */
  readonly id: number;
  readonly key: string;
  /** undefined: the key was deleted. */
  readonly value: Buffer | undefined;
  readonly createRevision: number;
  /** The id of the record that this one supersedes; 0: the key did not exist. */
  readonly previousId: number;
  /** Wall clock in milliseconds at which the key deletes itself. */
  readonly expiresAt: number | undefined;
}

export const recordId = (revision: number, position: number) => revision * MAX_OPERATIONS + position;
export const revisionOf = (id: number) => Math.floor(id / MAX_OPERATIONS);

/** What a log knows when it is opened. */
export interface LogState {
  readonly revision: number;
  readonly compactedRevision: number;
  readonly keys: readonly LogKey[];
}
/** A key that exists. */
export interface LogKey {
  readonly key: string;
  readonly id: number;
  readonly createRevision: number;
  readonly expiresAt: number | undefined;
}

export interface EventPage {
  readonly events: readonly StorageEvent[];
  /** All of the prefix's events up to here are in this page or before it; never splits a revision. */
  readonly through: number;
}

/**
 * Where the engine keeps its records. The engine does the checking, ordering and watching; a log only remembers. It may
 * trust that revisions lie between the compacted and the newest one.
 */
export interface Log {
  /**
   * Durable when it resolves, all or nothing. One append at a time.
   * @returns for each delete, in order, the value it ended
   */
  append(records: readonly LogRecord[]): Promise<readonly Buffer[]>;
  get(key: string): Promise<Entry | undefined>;
  list(prefix: string, options: ListOptions): Promise<ListResult>;
  /** The first events after a revision. */
  events(prefix: string, after: number): Promise<EventPage>;
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}
