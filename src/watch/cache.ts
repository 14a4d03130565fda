import { expired, serviceUnavailable } from '../api/status.ts';
import type { Storage, StorageEvent } from '../storage/storage.ts';
import { type Clock, systemClock } from '../util/clock.ts';
import { CacheEvent } from './cache-event.ts';
import { CachedObject } from './cached-object.ts';
import type { Codec } from './codec.ts';
import type { RingLimits } from './event-ring.ts';
import { History } from './history.ts';
import { type IndexFunction, ValueIndex } from './indexes.ts';
import { loadSnapshot } from './load.ts';
import { RevisionGate } from './revision-gate.ts';
import type { Snapshot } from './snapshot.ts';
import { type CacheWatch, type CacheWatchOptions, Watchers } from './watchers.ts';

export interface WatchCacheOptions {
  readonly storage: Storage;
  /** All keys that start with this, its trailing slash included. */
  readonly prefix: string;
  readonly codec: Codec;
  readonly clock?: Clock;
  /** Which events are kept for watches that resume and lists that page. */
  readonly limits?: Partial<RingLimits>;
  readonly indexes?: Readonly<Record<string, IndexFunction>>;
}

/** Threat: updates of one object of some megabytes, again and again, must not take all memory. */
const DEFAULT_LIMITS: RingLimits = { maxEvents: 10_000, maxAgeMilliseconds: 5 * 60_000, maxBytes: 64 * 1024 * 1024 };
const RETRY_MILLISECONDS = 1000;

interface State {
  readonly history: History;
  readonly watchers: Watchers;
  /** Those that somebody has used. */
  readonly indexes: Map<string, ValueIndex>;
}

/**
 * All objects of one resource, in memory, as the storage's watch tells them: newest and recent snapshots, and the events
 * between them, from which every watcher is fed. Follows the storage; waitFor tells when it has caught up.
 */
export class WatchCache {
  readonly #options: WatchCacheOptions;
  readonly #clock: Clock;
  readonly #gate: RevisionGate;
  #state: State | undefined;
  #stopFollowing: () => void = () => {};
  #closed = false;

  constructor(options: WatchCacheOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#gate = new RevisionGate(this.#clock);
  }

  /** Loads everything; resolves when the cache is as new as the storage was when this was called. */
  async start(): Promise<void> {
    const current = await this.#options.storage.currentRevision();
    await this.#load();
    await this.#gate.waitFor(current);
  }

  /** Everything up to this revision is here. */
  get revision(): number {
    return this.#loaded.history.revision;
  }

  get(key: string): CachedObject | undefined {
    return this.#loaded.history.newest.get(key);
  }

  snapshot(): Snapshot {
    return this.#loaded.history.newest;
  }

  /** @throws StatusError Expired when the events no longer reach back, Timeout when the revision is not there yet */
  snapshotAt(revision: number): Snapshot {
    return this.#loaded.history.at(revision);
  }

  /** @returns whether the cache reached the revision in time */
  waitFor(revision: number, timeoutMilliseconds: number): Promise<boolean> {
    return this.#gate.waitFor(revision, timeoutMilliseconds);
  }

  /** @throws StatusError Expired when the events no longer reach back */
  watch(options: CacheWatchOptions): CacheWatch {
    return this.#loaded.watchers.add(options);
  }

  get watcherCount(): number {
    return this.#loaded.watchers.size;
  }

  /** The objects for which an index function gives this value. An index is built when it is first used. */
  lookup(index: string, value: string): CachedObject[] {
    const { indexes, history } = this.#loaded;
    let used = indexes.get(index);
    if (!used) {
      used = new ValueIndex(this.#options.indexes![index]!, history.newest.page(this.#options.prefix).objects);
      indexes.set(index, used);
    }
    return used.lookup(value);
  }

  close(): void {
    this.#closed = true;
    this.#stopFollowing();
    this.#gate.close();
    this.#state?.watchers.endAll(serviceUnavailable('the server is shutting down'));
  }

  get #loaded(): State {
    if (!this.#state) throw serviceUnavailable(`the cache of ${this.#options.prefix} is not ready yet`);
    return this.#state;
  }

  async #load(): Promise<void> {
    const { storage, prefix, codec, limits } = this.#options;
    const snapshot = await loadSnapshot(storage, prefix, codec, this.#state?.history.revision);
    if (this.#closed) return;
    const history = new History(snapshot, { ...DEFAULT_LIMITS, ...limits });
    const watchers = new Watchers(prefix, history.ring, snapshot.revision);
    const before = this.#state;
    this.#state = { history, watchers, indexes: new Map() };
    // What happened in between is not known event by event: watchers have to list anew.
    before?.watchers.endAll(expired('the history of events was interrupted'));
    this.#gate.reach(snapshot.revision);
    this.#follow(this.#state);
  }

  #follow(state: State): void {
    this.#stopFollowing = this.#options.storage.watch(this.#options.prefix, {
      after: state.history.revision,
      onEvents: (events) => this.#apply(state, events),
      onProgress: (revision) => this.#progress(state, revision),
      onError: () => this.#reload(),
    });
  }

  /** State first, then watchers: whoever hears of an event finds it in the cache. */
  #apply(state: State, events: readonly StorageEvent[]): void {
    const from = state.history.ring.end;
    const now = this.#clock.now();
    for (const stored of events) {
      const event = this.#eventOf(stored, state.history.newest.get(stored.key));
      state.history.add(event, now);
      for (const index of state.indexes.values()) index.apply(event);
    }
    state.watchers.publish(from);
    this.#progress(state, events.at(-1)!.revision);
  }

  #progress(state: State, revision: number): void {
    state.history.progress(revision, () => this.#clock.now());
    state.watchers.progress(revision);
    this.#gate.reach(revision);
  }

  #eventOf(stored: StorageEvent, previous: CachedObject | undefined): CacheEvent {
    const current = new CachedObject(stored, stored.createRevision, this.#options.codec);
    if (stored.type === 'delete') return new CacheEvent('DELETED', current, previous);
    return new CacheEvent(previous ? 'MODIFIED' : 'ADDED', current, previous);
  }

  /** Serves what it has until the storage can be read again. */
  #reload(): void {
    if (this.#closed) return;
    this.#load().catch(() => this.#clock.setTimeout(() => this.#reload(), RETRY_MILLISECONDS));
  }
}
