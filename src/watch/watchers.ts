import { expired, internalError, type StatusError } from '../api/status.ts';
import type { CacheEvent } from './cache-event.ts';
import type { EventRing } from './event-ring.ts';

export interface CacheWatchOptions {
  /** Events after this revision. */
  readonly after: number;
  /** Ends in a slash: everything below it; otherwise: this one key. Default: the whole cache. */
  readonly keyPrefix?: string;
  /** Takes one event, in the order of revisions. @returns false when it wants no more until it calls `resume` */
  onEvent(event: CacheEvent): boolean | void;
  /** The watch ended by itself: its next event is gone (Expired), or `onEvent` threw. */
  onEnd(error: StatusError): void;
}

/** Starts paused. */
export interface CacheWatch {
  /** Every event up to this revision has been handed over: what a bookmark may say. */
  readonly position: number;
  /** Hands over what waits, now, then what comes. Not to be called from `onEvent`. */
  resume(): void;
  stop(): void;
}

interface Watcher extends CacheWatchOptions {
  readonly keyPrefix: string;
  /** The sequence number of the next event to look at. A live watcher is at the end of the ring whatever this says. */
  next: number;
  live: boolean;
  stopped: boolean;
}

/**
 * All watchers of a cache. None has a queue: each has a place in the shared ring. An event finds its watchers by its
 * key, so those of other namespaces cost nothing.
 */
export class Watchers {
  readonly #prefix: string;
  readonly #ring: EventRing;
  readonly #groups = new Map<string, Set<Watcher>>();
  readonly #paused = new Set<Watcher>();
  /** All live watchers have what happened up to here. */
  #published: number;

  constructor(prefix: string, ring: EventRing, published: number) {
    this.#prefix = prefix;
    this.#ring = ring;
    this.#published = published;
  }

  get size(): number {
    return this.#groups.values().reduce((sum, group) => sum + group.size, 0);
  }

  /** @throws StatusError Expired */
  add(options: CacheWatchOptions): CacheWatch {
    const { after, keyPrefix = this.#prefix } = options;
    if (after < this.#ring.floor) throw tooOld(after, this.#ring.floor);
    const watcher: Watcher = {
      after,
      keyPrefix,
      onEvent: (event) => options.onEvent(event),
      onEnd: (error) => options.onEnd(error),
      next: this.#ring.after(after),
      live: false,
      stopped: false,
    };
    this.#groupOf(keyPrefix).add(watcher);
    this.#paused.add(watcher);
    const position = () => this.#positionOf(watcher);
    return {
      get position() {
        return position();
      },
      resume: () => this.#resume(watcher),
      stop: () => this.#remove(watcher),
    };
  }

  /** Hands out the events from a sequence number on, which are in the ring already. */
  publish(from: number): void {
    for (let sequence = from; sequence < this.#ring.end; sequence++) this.#fanOut(sequence);
  }

  /** Everything up to this revision has been published. Ends the watchers whose next event has left the ring. */
  progress(revision: number): void {
    this.#published = revision;
    for (const watcher of this.#paused) {
      if (watcher.next < this.#ring.first) this.#end(watcher, tooOld(this.#positionOf(watcher), this.#ring.floor));
    }
  }

  endAll(error: StatusError): void {
    for (const group of [...this.#groups.values()]) {
      for (const watcher of group) this.#end(watcher, error);
    }
  }

  #fanOut(sequence: number): void {
    const event = this.#ring.at(sequence);
    for (const prefix of prefixesOf(event.current.key, this.#prefix)) {
      for (const watcher of this.#groups.get(prefix) ?? []) {
        if (watcher.live && watcher.next <= sequence) this.#hand(watcher, event, sequence);
      }
    }
  }

  #resume(watcher: Watcher): void {
    if (watcher.live || watcher.stopped) return;
    this.#paused.delete(watcher);
    watcher.live = true;
    while (watcher.live && watcher.next < this.#ring.end) {
      const event = this.#ring.at(watcher.next);
      if (isUnder(event.current.key, watcher.keyPrefix)) this.#hand(watcher, event, watcher.next);
      else watcher.next++;
    }
  }

  #hand(watcher: Watcher, event: CacheEvent, sequence: number): void {
    watcher.next = sequence + 1;
    // Only where `after` was ahead of the cache.
    if (event.revision <= watcher.after) return;
    try {
      if (watcher.onEvent(event) === false && !watcher.stopped) this.#pause(watcher);
    } catch (error) {
      this.#end(watcher, internalError((error as Error).message));
    }
  }

  #pause(watcher: Watcher): void {
    watcher.live = false;
    this.#paused.add(watcher);
  }

  #positionOf({ live, next, after }: Watcher): number {
    if (live) return this.#published;
    if (next < this.#ring.first) return after;
    return next < this.#ring.end ? Math.max(after, this.#ring.at(next).revision - 1) : Math.max(after, this.#published);
  }

  #groupOf(keyPrefix: string): Set<Watcher> {
    const group = this.#groups.get(keyPrefix) ?? new Set();
    this.#groups.set(keyPrefix, group);
    return group;
  }

  #end(watcher: Watcher, error: StatusError): void {
    if (watcher.stopped) return;
    this.#remove(watcher);
    watcher.onEnd(error);
  }

  #remove(watcher: Watcher): void {
    watcher.stopped = true;
    watcher.live = false;
    this.#paused.delete(watcher);
    const group = this.#groups.get(watcher.keyPrefix);
    group?.delete(watcher);
    if (group?.size === 0) this.#groups.delete(watcher.keyPrefix);
  }
}

function tooOld(requested: number, oldest: number): StatusError {
  return expired(`too old resource version: ${requested} (${oldest})`);
}

function isUnder(key: string, keyPrefix: string): boolean {
  return keyPrefix.endsWith('/') ? key.startsWith(keyPrefix) : key === keyPrefix;
}

/** Every prefix under which a watcher of this key may be filed: the cache's own, each level below it, the key itself. */
function* prefixesOf(key: string, root: string): Generator<string> {
  yield root;
  for (let slash = key.indexOf('/', root.length); slash >= 0; slash = key.indexOf('/', slash + 1)) {
    yield key.slice(0, slash + 1);
  }
  yield key;
}
