import { StorageError } from '../../storage/errors.ts';
import type { StoreContext } from './contract.ts';

/** How long the winner of a race may take to show in the cache once it is durable. */
const CATCH_UP_MILLISECONDS = 5000;

export function isConflict(error: unknown): error is StorageError {
  return error instanceof StorageError && error.code === 'conflict';
}

/**
 * Waits until the cache has what won a race for a key. The winner may still be on its way to the disk: a check of what it
 * leaves joins the queue behind it, and is acknowledged after it. Trying again at once would only lose again, without ever
 * giving the event loop a turn.
 */
export async function raceSettled({ dependencies, cache }: StoreContext, lost: StorageError): Promise<void> {
  const { key = '', actualRevision = 0 } = lost;
  try {
    const settled = await dependencies.storage.commit([{ type: 'check', key, expected: actualRevision }]);
    await cache.waitFor(settled, CATCH_UP_MILLISECONDS);
  } catch (error) {
    // Somebody has won since: the next attempt will tell.
    if (!isConflict(error)) throw error;
  }
}
