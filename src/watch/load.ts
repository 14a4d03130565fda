import { StorageError } from '../storage/errors.ts';
import type { ListResult, Storage } from '../storage/storage.ts';
import { CachedObject } from './cached-object.ts';
import type { Codec } from './codec.ts';
import { Snapshot } from './snapshot.ts';
import { SortedMap } from './sorted-map.ts';

/** Objects come in pages, so that neither thread is held up for long. */
const PAGE_OBJECTS = 1000;
/**
 * The cache starts this many revisions back and is told the rest as events: watches and pages of before a restart go on
 * behind it.
 */
const REPLAYED_REVISIONS = 1000;

/**
 * @param floor a revision that has been shown already: nothing older may be shown again
 * @returns everything under the prefix at a recent revision
 */
export async function loadSnapshot(storage: Storage, prefix: string, codec: Codec, floor = 0): Promise<Snapshot> {
  const newest = await storage.currentRevision();
  const revision = Math.max(1, storage.compactedRevision(), newest - REPLAYED_REVISIONS, floor);
  try {
    return await loadAt(revision, storage, prefix, codec);
  } catch (error) {
    const isCompacted = error instanceof StorageError && error.code === 'compacted';
    if (!isCompacted) throw error;
    // The history went away while the pages were read.
    return loadSnapshot(storage, prefix, codec, floor);
  }
}

async function loadAt(revision: number, storage: Storage, prefix: string, codec: Codec): Promise<Snapshot> {
  const objects: CachedObject[] = [];
  const read = (after?: string) => storage.list(prefix, { revision, after, limit: PAGE_OBJECTS });
  for (let next: Promise<ListResult> | undefined = read(); next; ) {
    const { entries, more }: ListResult = await next;
    // The storage reads the next page while this one is taken in.
    next = more ? read(entries.at(-1)!.key) : undefined;
    for (const { modRevision, createRevision, ...entry } of entries) {
      objects.push(new CachedObject({ ...entry, revision: modRevision }, createRevision, codec));
    }
  }
  return new Snapshot(revision, SortedMap.fromSorted(objects));
}
