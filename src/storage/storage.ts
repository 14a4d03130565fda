/**
 * The storage contract: an ordered, durable, watched key space with etcd's semantics. Every backend (memory, embedded,
 * etcd) passes the suite in `contract/`.
 *
 * Invariants:
 * - A commit is all or nothing and takes exactly one revision; revisions only grow and are never used twice, not even
 *   across a crash.
 * - A commit writes a key at most once and holds at most MAX_OPERATIONS; one that changes nothing (checks, deletes of keys
 *   that do not exist) takes no revision and resolves to the newest one it depends on.
 * - A commit is checked against the newest state, writes still in flight included, and is acknowledged (its promise
 *   resolves) only when it is durable. Its events reach every watcher before the acknowledgement does.
 * - Watchers see every event of their prefix after their start revision exactly once, in revision order; within one
 *   revision in the order of the commit's operations.
 * - Reads see only acknowledged (durable) state.
 */

export const MAX_OPERATIONS = 128;

/** A key's newest or historic state. `value` must not be changed. */
export interface Entry {
  readonly key: string;
  readonly value: Buffer;
  /** The revision of the commit that wrote this value. */
  readonly modRevision: number;
  /** The revision of the commit that created the key (since it was last deleted). */
  readonly createRevision: number;
  /** What the writer attached (PutOperation.attachment), when this process wrote it. */
  readonly attachment?: unknown;
}

export interface PutOperation {
  readonly type: 'put';
  readonly key: string;
  readonly value: Buffer;
  /** The modRevision the key must have; 0: it must not exist; undefined: whatever it has. */
  readonly expected?: number;
  /** Handed to watchers in this process beside the bytes, to spare them parsing; never persisted. */
  readonly attachment?: unknown;
  /** The key deletes itself this many seconds after this write (a later put without it lifts the limit). */
  readonly ttlSeconds?: number;
}
export interface DeleteOperation {
  readonly type: 'delete';
  readonly key: string;
  readonly expected?: number;
}
/** Writes nothing: the commit goes through only if the key has the expected modRevision (0: does not exist). */
export interface CheckOperation {
  readonly type: 'check';
  readonly key: string;
  readonly expected: number;
}
export type WriteOperation = PutOperation | DeleteOperation | CheckOperation;

export interface StorageEvent {
  readonly type: 'put' | 'delete';
  readonly key: string;
  /** For a delete: the last value before it. */
  readonly value: Buffer;
  /** The revision of this event. */
  readonly revision: number;
  readonly createRevision: number;
  /** The key's modRevision before this event; 0 when it did not exist. */
  readonly previousRevision: number;
  readonly attachment?: unknown;
}

export interface ListOptions {
  /** The snapshot to read; default: the newest durable one. */
  readonly revision?: number;
  /** Keys of the prefix strictly greater than this. */
  readonly after?: string;
  readonly limit?: number;
}
export interface ListResult {
  /** In the order of their keys' bytes. */
  readonly entries: readonly Entry[];
  /** The revision of the snapshot. */
  readonly revision: number;
  readonly more: boolean;
  /** How many keys the prefix has in the snapshot. */
  readonly count: number;
}

export interface WatchOptions {
  /** Events after this revision. */
  readonly after: number;
  /** All events of one or more revisions, in order; never splits a revision. */
  onEvents(events: readonly StorageEvent[]): void;
  /** Everything up to this revision has been delivered; called when nothing of this prefix happened there. */
  onProgress?(revision: number): void;
  /** The watch ended by an error (compacted, connection lost); it must be started anew. */
  onError(error: Error): void;
}

export interface Storage {
  /** The newest durable revision. A promise only where another process may write. */
  currentRevision(): number | Promise<number>;
  /** The oldest revision that can still be read or watched from. */
  compactedRevision(): number;
  /** Of the values that were written since it was opened, history included; absent where that is not known. */
  writtenBytes?(): number;
  get(key: string): Promise<Entry | undefined>;
  /** @throws StorageError `compacted` when the revision is gone, `future-revision` when it is not there yet */
  list(prefix: string, options?: ListOptions): Promise<ListResult>;
  /**
   * @returns the commit's revision
   * @throws StorageError `conflict` when an expectation does not hold; `full`, `corrupt`, `closed`, `unavailable`
   */
  commit(operations: readonly WriteOperation[]): Promise<number>;
  /** @throws StorageError `compacted` when `after` is older than the history kept. @returns ends the watch */
  watch(prefix: string, options: WatchOptions): () => void;
  /**
   * Forgets history before `revision` (the newest value of each key always stays).
   * @throws StorageError `future-revision` when it is not there yet
   */
  compact(revision: number): Promise<void>;
  /** Waits for writes in flight, then releases everything; watches end in silence. Later calls throw `closed`. */
  close(): Promise<void>;
}
