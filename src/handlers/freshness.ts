import { tooLargeResourceVersion } from '../api/status.ts';
import type { WatchCache } from '../watch/cache.ts';

/** How long a read waits for a revision that this server has not seen yet. */
const WAIT_MILLISECONDS = 3000;

/**
 * Waits until the cache holds `revision`; undefined when it already does.
 * @throws StatusError 504 when it does not come
 */
export function freshAt(cache: WatchCache, revision: number): Promise<void> | undefined {
  return cache.revision >= revision ? undefined : wait(cache, revision);
}

async function wait(cache: WatchCache, revision: number): Promise<void> {
  const reached = await cache.waitFor(revision, WAIT_MILLISECONDS);
  if (!reached) throw tooLargeResourceVersion(revision, cache.revision);
}
