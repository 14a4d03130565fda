import type { TestContext } from 'node:test';
import type { Storage, StorageEvent, WriteOperation } from '../storage.ts';

export interface Subject {
  readonly storage: Storage;
  /** Lets this much time pass for the storage: by its clock, or by waiting. */
  advance(milliseconds: number): Promise<void>;
  /** After the storage was closed. */
  cleanUp?(): Promise<void>;
}
/** Makes an empty storage. */
export type Factory = () => Promise<Subject>;

/** A storage that is closed when the test ends. */
export async function open(t: TestContext, factory: Factory): Promise<Subject> {
  const subject = await factory();
  t.after(async () => {
    await subject.storage.close();
    await subject.cleanUp?.();
  });
  return subject;
}

export const put = (key: string, value: string, more: { expected?: number; ttlSeconds?: number } = {}) =>
  ({ type: 'put', key, value: Buffer.from(value), ...more }) satisfies WriteOperation;
export const remove = (key: string, expected?: number) => ({ type: 'delete', key, expected }) satisfies WriteOperation;
export const check = (key: string, expected: number) => ({ type: 'check', key, expected }) satisfies WriteOperation;

/** `put /a=1 @2 (was 0, created 2)` */
export function describe(event: StorageEvent): string {
  const { type, key, value, revision, previousRevision, createRevision } = event;
  return `${type} ${key}=${value} @${revision} (was ${previousRevision}, created ${createRevision})`;
}

/** A watch whose events can be waited for. */
export class Recorder {
  readonly events: StorageEvent[] = [];
  readonly batches: (readonly StorageEvent[])[] = [];
  readonly errors: Error[] = [];
  progress = 0;
  #changed: () => void = () => {};
  readonly stop: () => void;

  constructor(storage: Storage, prefix: string, after: number) {
    this.stop = storage.watch(prefix, {
      after,
      onEvents: (events) => {
        this.batches.push(events);
        this.events.push(...events);
        this.#advance(events.at(-1)!.revision);
      },
      onProgress: (revision) => this.#advance(revision),
      onError: (error) => {
        this.errors.push(error);
        this.#changed();
      },
    });
  }

  get lines(): string[] {
    return this.events.map(describe);
  }

  /** Everything up to the revision has been delivered. */
  async reach(revision: number): Promise<this> {
    await this.until(() => this.progress >= revision);
    return this;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  #advance(revision: number): void {
    this.progress = Math.max(this.progress, revision);
    this.#changed();
  }
}
