/** One store for several control planes of a process, as far from each as one behind a network. */
import { setImmediate } from 'node:timers/promises';
import type { ListOptions, Storage, WatchOptions, WriteOperation } from '../../src/storage/storage.ts';

/**
 * Everything takes a while, another may have written meanwhile, and events bring nothing but bytes. Closing it leaves the
 * store open for the others.
 */
export class RemoteStorage implements Storage {
  readonly #store: Storage;

  constructor(store: Storage) {
    this.#store = store;
  }

  async currentRevision(): Promise<number> {
    await setImmediate();
    return this.#store.currentRevision();
  }

  compactedRevision(): number {
    return this.#store.compactedRevision();
  }

  async get(key: string) {
    await setImmediate();
    return this.#store.get(key);
  }

  async list(prefix: string, options?: ListOptions) {
    await setImmediate();
    return this.#store.list(prefix, options);
  }

  async commit(operations: readonly WriteOperation[]): Promise<number> {
    await setImmediate();
    return this.#store.commit(operations);
  }

  watch(prefix: string, { onEvents, onProgress, onError, after }: WatchOptions): () => void {
    let isOver = false;
    let told = Promise.resolve();
    /** In their order, each some turns of the event loop later. */
    const later = (tell: () => void) => {
      told = told.then(async () => {
        await setImmediate();
        if (!isOver) tell();
      });
    };
    const stop = this.#store.watch(prefix, {
      after,
      onEvents: (events) => later(() => onEvents(events.map(({ attachment: _, ...event }) => event))),
      ...(onProgress && { onProgress: (revision: number) => later(() => onProgress(revision)) }),
      onError: (error) => later(() => onError(error)),
    });
    return () => {
      isOver = true;
      stop();
    };
  }

  async compact(revision: number): Promise<void> {
    await this.#store.compact(revision);
  }

  async close(): Promise<void> {}
}
