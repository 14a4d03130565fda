import type { Clock } from '../../util/clock.ts';
import { StorageError } from '../errors.ts';
import type { Entry, ListOptions, ListResult, Storage, WatchOptions, WriteOperation } from '../storage.ts';
import { checkShape, prepare } from './commit.ts';
import { Committer } from './committer.ts';
import { type Expiration, Expirations } from './expirations.ts';
import { KeyIndex } from './key-index.ts';
import { type Log, type LogState, revisionOf } from './log.ts';
import { WatchHub } from './watch-hub.ts';

const SWEEP_MILLISECONDS = 1000;

export interface EngineOptions {
  readonly log: Log;
  /** What the log held when it was opened. */
  readonly state: LogState;
  readonly clock: Clock;
  /** When a batch that gathers sets out. */
  schedule(task: () => void): void;
}

/**
 * The storage contract over a log. Commits are checked at once against an index of the newest keys, take their revision
 * and join the batch that gathers; the caller never waits for the log but through the promise.
 */
export class StorageEngine implements Storage {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #index: KeyIndex;
  readonly #hub: WatchHub;
  readonly #committer: Committer;
  readonly #expirations = new Expirations();
  #allocated: number;
  #writtenBytes = 0;
  /** The log has been told so, and has finished. What failed, or was cut short by a crash, may be tried again. */
  #compacted = 0;
  #closed: Promise<void> | undefined;
  #cancelSweep: () => void = () => {};

  constructor({ log, state, clock, schedule }: EngineOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#allocated = state.revision;
    this.#index = new KeyIndex(state.keys);
    for (const { key, id, expiresAt } of state.keys) this.#limit(key, id, expiresAt);
    this.#hub = new WatchHub(log, state.revision, state.compactedRevision);
    this.#committer = new Committer({ log, index: this.#index, hub: this.#hub, schedule });
    this.#scheduleSweep();
  }

  currentRevision(): number {
    return this.#hub.revision;
  }

  compactedRevision(): number {
    return this.#hub.compactedRevision;
  }

  writtenBytes(): number {
    return this.#writtenBytes;
  }

  async get(key: string): Promise<Entry | undefined> {
    this.#assertOpen();
    return this.#log.get(key);
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListResult> {
    this.#assertOpen();
    if (options.revision !== undefined) this.#assertReadable(options.revision);
    return this.#log.list(prefix, options);
  }

  async commit(operations: readonly WriteOperation[]): Promise<number> {
    this.#assertOpen();
    checkShape(operations);
    this.#index.check(operations);
    const revision = this.#allocated + 1;
    const prepared = prepare(operations, revision, this.#index, this.#clock.now());
    if (prepared.records.length > 0) this.#allocated = revision;
    for (const { key, id, expiresAt, value } of prepared.records) {
      this.#limit(key, id, expiresAt);
      this.#writtenBytes += value?.length ?? 0;
    }
    return new Promise((resolve, reject) => {
      this.#committer.add({ ...prepared, revision, resolve, reject });
    });
  }

  watch(prefix: string, options: WatchOptions): () => void {
    this.#assertOpen();
    return this.#hub.watch(prefix, options);
  }

  async compact(revision: number): Promise<void> {
    this.#assertOpen();
    this.#assertNotAhead(revision);
    if (revision <= this.#compacted) return;
    // From here on nobody starts to read what is about to go.
    this.#hub.compactedRevision = revision;
    await this.#log.compact(this.#hub.compactedRevision);
    this.#compacted = Math.max(this.#compacted, revision);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#cancelSweep();
    await this.#committer.settled();
    this.#hub.close();
    await this.#log.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new StorageError('closed', 'the storage is closed');
  }

  #assertReadable(revision: number): void {
    this.#assertNotAhead(revision);
    this.#hub.assertKept(revision);
  }

  #assertNotAhead(revision: number): void {
    const current = this.#hub.revision;
    if (revision <= current) return;
    throw new StorageError('future-revision', `revision ${revision} is ahead of the newest one, ${current}`);
  }

  #limit(key: string, id: number, expiresAt: number | undefined): void {
    if (expiresAt !== undefined) this.#expirations.add(key, id, expiresAt);
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#clock.setTimeout(() => {
      for (const due of this.#expirations.takeDue(this.#clock.now())) this.#expire(due);
      this.#scheduleSweep();
    }, SWEEP_MILLISECONDS);
  }

  #expire({ key, id }: Expiration): void {
    if (this.#index.get(key)?.id !== id) return;
    const retry = () => this.#limit(key, id, this.#clock.now() + SWEEP_MILLISECONDS);
    this.commit([{ type: 'delete', key, expected: revisionOf(id) }]).catch(retry);
  }
}
