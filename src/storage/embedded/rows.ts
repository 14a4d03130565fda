import { type LogKey, type LogRecord, revisionOf } from '../engine/log.ts';
import type { Entry, StorageEvent } from '../storage.ts';
import type { FromRow, Row } from './packing.ts';

/** What each kind of row holds; the queries in statements.ts select their columns in this order. */
export function rowOfRecord({ key, id, createRevision, previousId, expiresAt, value }: LogRecord): Row {
  return [key, id, createRevision, previousId, expiresAt ?? null, value ?? null];
}

export const recordOfRow: FromRow<LogRecord> = (key, number, value) => ({
  key,
  id: number(0),
  createRevision: number(1),
  previousId: number(2),
  expiresAt: limitOf(number(3)),
  value,
});

export const keyOfRow: FromRow<LogKey> = (key, number) => ({
  key,
  id: number(0),
  createRevision: number(1),
  expiresAt: limitOf(number(2)),
});

export const entryOfRow: FromRow<Entry> = (key, number, value) => ({
  key,
  value: value!,
  modRevision: revisionOf(number(0)),
  createRevision: number(1),
});

export const eventOfRow: FromRow<StorageEvent> = (key, number, value) => ({
  type: number(3) ? 'delete' : 'put',
  key,
  value: value!,
  revision: revisionOf(number(0)),
  createRevision: number(1),
  previousRevision: revisionOf(number(2)),
});

export const valueOfRow: FromRow<Buffer> = (_key, _number, value) => value!;

const limitOf = (number: number) => (Number.isNaN(number) ? undefined : number);
