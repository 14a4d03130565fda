import { type LogKey, type LogRecord, revisionOf } from '../engine/log.ts';
import type { Entry, StorageEvent } from '../storage.ts';
import type { Row } from './packing.ts';

type FullRow = Row & { value: Buffer | undefined };

/** Stands for "no limit" among times. */
export const NEVER = -1;
const limitOf = (number: number) => (number === NEVER ? undefined : number);

/** What each kind of row holds in its numbers. */
export function rowOfRecord(record: LogRecord): Row {
  const { key, id, createRevision, previousId, expiresAt = NEVER, value } = record;
  return { key, numbers: [id, createRevision, previousId, expiresAt], value };
}

export function recordOfRow({ key, numbers, value }: FullRow): LogRecord {
  const [id, createRevision, previousId, expiresAt] = numbers as [number, number, number, number];
  return { key, id, createRevision, previousId, expiresAt: limitOf(expiresAt), value };
}

export function rowOfKey({ key, id, createRevision, expiresAt = NEVER }: LogKey): Row {
  return { key, numbers: [id, createRevision, expiresAt] };
}

export function keyOfRow({ key, numbers }: Row): LogKey {
  const [id, createRevision, expiresAt] = numbers as [number, number, number];
  return { key, id, createRevision, expiresAt: limitOf(expiresAt) };
}

export function entryOfRow({ key, numbers, value }: FullRow): Entry {
  const [id, createRevision] = numbers as [number, number];
  return { key, value: value!, modRevision: revisionOf(id), createRevision };
}

export function eventOfRow({ key, numbers, value }: FullRow): StorageEvent {
  const [id, createRevision, previousId, deleted] = numbers as [number, number, number, number];
  return {
    type: deleted ? 'delete' : 'put',
    key,
    value: value!,
    revision: revisionOf(id),
    createRevision,
    previousRevision: revisionOf(previousId),
  };
}
