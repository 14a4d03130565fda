import { MAX_OPERATIONS, type PutOperation, type StorageEvent, type WriteOperation } from '../storage.ts';
import type { KeyIndex, Undo } from './key-index.ts';
import { type LogRecord, recordId, revisionOf } from './log.ts';

/** A commit that was checked and has its revision, on its way to the log. */
export interface Commit {
  /** Taken only by a commit that has records. */
  readonly revision: number;
  readonly records: readonly LogRecord[];
  /** One a record. */
  readonly attachments: readonly unknown[];
  readonly undo: readonly Undo[];
  resolve(revision: number): void;
  reject(error: unknown): void;
}

/** @throws TypeError when a caller breaks the contract */
export function checkShape(operations: readonly WriteOperation[]): void {
  if (operations.length > MAX_OPERATIONS) throw new TypeError(`a commit holds at most ${MAX_OPERATIONS} operations`);
  const written = operations.filter(({ type }) => type !== 'check').map(({ key }) => key);
  if (new Set(written).size < written.length) throw new TypeError('a commit writes a key at most once');
}

/** Makes the records of operations that were checked, and enters them in the index. */
export function prepare(operations: readonly WriteOperation[], revision: number, index: KeyIndex, now: number) {
  const records: LogRecord[] = [];
  const attachments: unknown[] = [];
  const undo: Undo[] = [];
  for (const operation of operations) {
    const before = index.get(operation.key);
    if (operation.type === 'check' || (operation.type === 'delete' && !before)) continue;
    const id = recordId(revision, records.length);
    const createRevision = before?.createRevision ?? revision;
    const record = { id, key: operation.key, createRevision, previousId: before?.id ?? 0 };
    const isPut = operation.type === 'put';
    records.push({
      ...record,
      value: isPut ? operation.value : undefined,
      expiresAt: isPut ? expiry(operation, now) : undefined,
    });
    attachments.push(isPut ? operation.attachment : undefined);
    undo.push(index.set(operation.key, isPut ? { id, createRevision } : undefined));
  }
  return { records, attachments, undo };
}

function expiry({ ttlSeconds }: PutOperation, now: number): number | undefined {
  return ttlSeconds === undefined ? undefined : now + ttlSeconds * 1000;
}

/** @param endedValues for each delete among the commits, in order, the value it ended */
export function eventsOf(commits: readonly Commit[], endedValues: readonly Buffer[]): StorageEvent[] {
  const ended = endedValues.values();
  return commits.flatMap(({ records, attachments }) =>
    records.map((record, i) => ({
      type: record.value ? ('put' as const) : ('delete' as const),
      key: record.key,
      value: record.value ?? ended.next().value!,
      revision: revisionOf(record.id),
      createRevision: record.createRevision,
      previousRevision: revisionOf(record.previousId),
      attachment: attachments[i],
    })),
  );
}
