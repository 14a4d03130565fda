import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../../util/clock.ts';
import { StorageEngine } from '../engine/engine.ts';
import { WorkerLog } from './worker-log.ts';

export interface EmbeddedOptions {
  /** Made when it is missing. The store is `state.db` in it. */
  readonly directory: string;
  /** The store may not grow beyond this; then writes fail with `full`. Default: what the disk has. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
  /** One that was started before, and that nobody else uses. */
  readonly thread?: Worker | undefined;
}

/**
 * A durable storage in one SQLite file, for one process at a time.
 * @throws StorageError `locked`, `corrupt`, `newer-format`, `unavailable`: with what to do; data is never deleted
 */
export async function openEmbeddedStorage(options: EmbeddedOptions): Promise<StorageEngine> {
  const { directory, maxBytes, clock = systemClock, thread } = options;
  const log = new WorkerLog(thread);
  const state = await log.open({ file: join(directory, 'state.db'), maxBytes });
  return new StorageEngine({ log, state, clock, schedule: setImmediate });
}
