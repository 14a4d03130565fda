import type { Worker } from 'node:worker_threads';
import type { EventPage, Log, LogRecord, LogState } from '../engine/log.ts';
import type { Entry, ListOptions, ListResult } from '../storage.ts';
import type { DatabaseOptions } from './database.ts';
import { pack, transferList, unpack } from './packing.ts';
import { entryOfRow, eventOfRow, keyOfRow, rowOfRecord, valueOfRow } from './rows.ts';
import { WorkerClient } from './worker-client.ts';

/** The log in SQLite, from the main thread: nothing here waits for the disk. */
export class WorkerLog implements Log {
  readonly #worker: WorkerClient;

  /** @param thread absent: one is started */
  constructor(thread?: Worker) {
    this.#worker = new WorkerClient(thread);
  }

  async open(options: DatabaseOptions): Promise<LogState> {
    try {
      const { rows, ...state } = await this.#worker.call('open', options);
      return { ...state, keys: unpack(rows, keyOfRow) };
    } catch (error) {
      await this.#worker.terminate();
      throw error;
    }
  }

  async append(records: readonly LogRecord[]): Promise<readonly Buffer[]> {
    const packed = pack(records.map(rowOfRecord));
    const { rows } = await this.#worker.call('append', packed, transferList(packed));
    return unpack(rows, valueOfRow);
  }

  async get(key: string): Promise<Entry | undefined> {
    const { rows } = await this.#worker.call('get', key);
    return unpack(rows, entryOfRow)[0];
  }

  async list(prefix: string, options: ListOptions): Promise<ListResult> {
    const { rows, ...page } = await this.#worker.call('list', { prefix, options });
    return { ...page, entries: unpack(rows, entryOfRow) };
  }

  async events(prefix: string, after: number): Promise<EventPage> {
    const { rows, through } = await this.#worker.call('events', { prefix, after });
    return { events: unpack(rows, eventOfRow), through };
  }

  /** Cleans up in short steps, so that commits get through in between. */
  async compact(revision: number): Promise<void> {
    await this.#worker.call('compact', revision);
    while ((await this.#worker.call('sweep', undefined)).more);
  }

  async close(): Promise<void> {
    await this.#worker.call('close', undefined);
    await this.#worker.terminate();
  }
}
