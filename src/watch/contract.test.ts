import { describe } from 'node:test';
import { StatusError } from '../api/status.ts';
import { commitContract } from '../storage/contract/commit.ts';
import type { Factory } from '../storage/contract/fixture.ts';
import { readContract } from '../storage/contract/read.ts';
import { watchContract } from '../storage/contract/watch.ts';
import { StorageError } from '../storage/errors.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import type { Storage, StorageEvent, WatchOptions } from '../storage/storage.ts';
import { WatchCache } from './cache.ts';
import type { CacheEvent } from './cache-event.ts';
import type { CachedObject } from './cached-object.ts';
import type { Codec } from './codec.ts';

/** Reads and watches through a cache; writes go to the storage below it. */
const throughCache: Factory = async () => {
  const below = createMemoryStorage();
  const cache = new WatchCache({ storage: below, prefix: '/', codec: asStored });
  await cache.start();
  const storage: Storage = {
    currentRevision: () => cache.revision,
    compactedRevision: () => 0,
    get: async (key) => entryOf(cache.get(key)),
    list: async (prefix, { revision = cache.revision, ...options } = {}) => {
      const snapshot = translate(() => cache.snapshotAt(revision));
      const { objects, remaining } = snapshot.page(prefix, options);
      return {
        entries: objects.map((object) => entryOf(object)!),
        revision,
        more: remaining > 0,
        count: snapshot.count(prefix),
      };
    },
    commit: (operations) => below.commit(operations),
    watch: (keyPrefix, options) => watchThrough(cache, below, keyPrefix, options),
    compact: (revision) => below.compact(revision),
    close: async () => {
      cache.close();
      await below.close();
    },
  };
  return { storage, advance: async () => {} };
};

const asStored: Codec = {
  bytes: ({ value }) => Buffer.from(value),
  object: () => ({ apiVersion: 'v1', kind: 'Any', metadata: {} }),
};

function entryOf(object: CachedObject | undefined) {
  if (!object) return undefined;
  const { key, bytes: value, revision: modRevision, createRevision } = object;
  return { key, value, modRevision, createRevision };
}

function watchThrough(cache: WatchCache, below: Storage, keyPrefix: string, options: WatchOptions): () => void {
  const { gather, flush } = byRevision(options.onEvents);
  const stop = () => {
    watch.stop();
    stopBelow();
  };
  const onError = (error: Error) => {
    stop();
    options.onError(error);
  };
  const watch = cache.watch({ after: options.after, keyPrefix, onEvent: gather, onEnd: onError });
  watch.resume();
  flush();
  // The cache hears of a revision before this second watch does: by now its watchers have all events.
  const settle = () => {
    flush();
    options.onProgress?.(watch.position);
  };
  const stopBelow = below.watch('/', { after: cache.revision, onEvents: settle, onProgress: settle, onError });
  return stop;
}

/** The storage contract hands over whole revisions. */
function byRevision(onEvents: (events: readonly StorageEvent[]) => void) {
  let gathered: StorageEvent[] = [];
  const flush = () => {
    if (gathered.length > 0) onEvents(gathered);
    gathered = [];
  };
  const gather = ({ type, current, previous }: CacheEvent) => {
    if (gathered.length > 0 && gathered[0]!.revision !== current.revision) flush();
    const { key, bytes: value, revision, createRevision } = current;
    const previousRevision = previous?.revision ?? 0;
    gathered.push({
      type: type === 'DELETED' ? 'delete' : 'put',
      key,
      value,
      revision,
      createRevision,
      previousRevision,
    });
  };
  return { gather, flush };
}

function translate<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new StorageError(error.code === 410 ? 'compacted' : 'future-revision', error.message);
  }
}

describe('storage contract: watch cache', () => {
  commitContract(throughCache);
  readContract(throughCache);
  watchContract(throughCache);
});
