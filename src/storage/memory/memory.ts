import { type Clock, systemClock } from '../../util/clock.ts';
import { StorageEngine } from '../engine/engine.ts';
import { MemoryLog } from './memory-log.ts';

/** As in etcd, an empty store is at revision 1. */
const INITIAL_REVISION = 1;

/** A storage that lives as long as the process. */
export function createMemoryStorage(options: { clock?: Clock } = {}): StorageEngine {
  return new StorageEngine({
    log: new MemoryLog(INITIAL_REVISION),
    state: { revision: INITIAL_REVISION, compactedRevision: 0, keys: [] },
    clock: options.clock ?? systemClock,
    schedule: queueMicrotask,
  });
}
