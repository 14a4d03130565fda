import { StorageError } from '../errors.ts';
import type { StorageEvent, WatchOptions } from '../storage.ts';
import type { Log } from './log.ts';

interface Watcher {
  readonly prefix: string;
  /** Of the keys that it can want. */
  readonly group: string;
  readonly options: WatchOptions;
  /** Everything up to this revision has been delivered. */
  delivered: number;
  /** False while it is fed from the log's history. */
  live: boolean;
  stopped: boolean;
}

/** Feeds watchers: first from the log's history until they have caught up, then with each batch as it becomes durable. */
export class WatchHub {
  readonly #log: Log;
  readonly #watchers = new Set<Watcher>();
  #revision: number;
  #compactedRevision: number;

  constructor(log: Log, revision: number, compactedRevision: number) {
    this.#log = log;
    this.#revision = revision;
    this.#compactedRevision = compactedRevision;
  }

  /** The newest durable revision. */
  get revision(): number {
    return this.#revision;
  }

  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  set compactedRevision(revision: number) {
    this.#compactedRevision = Math.max(this.#compactedRevision, revision);
  }

  /** @throws StorageError `compacted` */
  assertKept(revision: number): void {
    if (revision >= this.#compactedRevision) return;
    const message = `revision ${revision} has been compacted, the oldest one kept is ${this.#compactedRevision}`;
    throw new StorageError('compacted', message);
  }

  watch(prefix: string, options: WatchOptions): () => void {
    this.assertKept(options.after);
    const live = options.after >= this.#revision;
    const watcher = { prefix, group: groupOf(prefix), options, delivered: options.after, live, stopped: false };
    this.#watchers.add(watcher);
    if (!live) void this.#replay(watcher);
    return () => this.#stop(watcher);
  }

  publish(revision: number, events: readonly StorageEvent[]): void {
    this.#revision = Math.max(this.#revision, revision);
    // Most batches concern few of the watchers, and all watchers hear of each.
    const groups = Map.groupBy(events, ({ key }) => groupOf(key));
    for (const watcher of this.#watchers) {
      if (!watcher.live) continue;
      const candidates = watcher.group === '' ? events : groups.get(watcher.group);
      if (candidates) this.#deliver(watcher, candidates, revision);
      else this.#progress(watcher, revision);
    }
  }

  close(): void {
    for (const watcher of this.#watchers) this.#stop(watcher);
  }

  async #replay(watcher: Watcher): Promise<void> {
    try {
      while (!watcher.live && !watcher.stopped) {
        this.assertKept(watcher.delivered);
        const page = await this.#log.events(watcher.prefix, watcher.delivered);
        this.#deliver(watcher, page.events, page.through);
        watcher.live = watcher.delivered >= this.#revision;
      }
    } catch (error) {
      this.#fail(watcher, error);
    }
  }

  /** Everything up to `through` that the watcher has not seen yet and wants. */
  #deliver(watcher: Watcher, events: readonly StorageEvent[], through: number): void {
    if (watcher.stopped || through <= watcher.delivered) return;
    const { prefix, delivered, options } = watcher;
    const matching = events.filter(({ key, revision }) => revision > delivered && key.startsWith(prefix));
    watcher.delivered = through;
    try {
      if (matching.length > 0) options.onEvents(matching);
      if (matching.at(-1)?.revision !== through) options.onProgress?.(through);
    } catch (error) {
      // One watcher's failure is its own: the others and the commit go on.
      this.#fail(watcher, error);
    }
  }

  /** Nothing up to `through` is for the watcher. */
  #progress(watcher: Watcher, through: number): void {
    if (watcher.stopped || through <= watcher.delivered) return;
    watcher.delivered = through;
    try {
      watcher.options.onProgress?.(through);
    } catch (error) {
      this.#fail(watcher, error);
    }
  }

  #fail(watcher: Watcher, error: unknown): void {
    if (watcher.stopped) return;
    this.#stop(watcher);
    watcher.options.onError(error instanceof Error ? error : new Error(String(error)));
  }

  #stop(watcher: Watcher): void {
    watcher.stopped = true;
    this.#watchers.delete(watcher);
  }
}

/** The first two steps of a key or prefix, `/registry/pods/`; empty for a prefix that has fewer. */
function groupOf(key: string): string {
  const first = key.indexOf('/', 1);
  const second = first < 0 ? -1 : key.indexOf('/', first + 1);
  return key.slice(0, second + 1);
}
