import { type EventPage, type Log, type LogRecord, revisionOf } from '../engine/log.ts';
import { compareKeys } from '../keys.ts';
import type { Entry, ListOptions, ListResult, StorageEvent } from '../storage.ts';

/** Keeps every record until it is compacted: per key for reads, in order for watches. */
export class MemoryLog implements Log {
  /** The records of each key, oldest first. */
  readonly #histories = new Map<string, LogRecord[]>();
  #events: StorageEvent[] = [];
  #revision: number;

  constructor(revision: number) {
    this.#revision = revision;
  }

  async append(records: readonly LogRecord[]): Promise<readonly Buffer[]> {
    const events = records.map((record) => this.#add(record));
    this.#revision = revisionOf(records.at(-1)!.id);
    return events.filter(({ type }) => type === 'delete').map(({ value }) => value);
  }

  async get(key: string): Promise<Entry | undefined> {
    return this.#entryAt(key, this.#revision);
  }

  async list(prefix: string, options: ListOptions): Promise<ListResult> {
    const { revision = this.#revision, after = '', limit = Number.POSITIVE_INFINITY } = options;
    const keys = [...this.#histories.keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys);
    const all = keys.map((key) => this.#entryAt(key, revision)).filter((entry) => entry !== undefined);
    const rest = all.filter(({ key }) => compareKeys(key, after) > 0);
    return { entries: rest.slice(0, limit), revision, more: rest.length > limit, count: all.length };
  }

  async events(prefix: string, after: number): Promise<EventPage> {
    const events = this.#events.filter((event) => event.revision > after && event.key.startsWith(prefix));
    return { events, through: this.#revision };
  }

  async compact(revision: number): Promise<void> {
    this.#events = this.#events.filter((event) => event.revision > revision);
    for (const [key, history] of this.#histories) {
      const kept = history.slice(newestAt(history, revision));
      if (kept[0]!.value === undefined && revisionOf(kept[0]!.id) <= revision) kept.shift();
      if (kept.length === 0) this.#histories.delete(key);
      else this.#histories.set(key, kept);
    }
  }

  async close(): Promise<void> {}

  #add(record: LogRecord): StorageEvent {
    const history = this.#histories.get(record.key) ?? [];
    this.#histories.set(record.key, history);
    const event = {
      type: record.value ? ('put' as const) : ('delete' as const),
      key: record.key,
      value: record.value ?? history.at(-1)!.value!,
      revision: revisionOf(record.id),
      createRevision: record.createRevision,
      previousRevision: revisionOf(record.previousId),
    };
    history.push(record);
    this.#events.push(event);
    return event;
  }

  #entryAt(key: string, revision: number): Entry | undefined {
    const history = this.#histories.get(key) ?? [];
    const record = history.findLast(({ id }) => revisionOf(id) <= revision);
    if (!record?.value) return undefined;
    return { key, value: record.value, modRevision: revisionOf(record.id), createRevision: record.createRevision };
  }
}

/** The place of the record that was the newest at a revision; 0 when all are younger. */
function newestAt(history: readonly LogRecord[], revision: number): number {
  return Math.max(
    0,
    history.findLastIndex(({ id }) => revisionOf(id) <= revision),
  );
}
