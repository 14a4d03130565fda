import type { StorageErrorCode } from '../errors.ts';
import type { ListOptions } from '../storage.ts';
import type { DatabaseOptions } from './database.ts';
import type { Packed } from './packing.ts';

/** What the worker can be asked, by name: its argument and its answer. Calls are answered in their order. */
export interface Calls {
  open: [DatabaseOptions, { revision: number; compactedRevision: number; rows: Packed }];
  /** Answers the values that deletes ended. */
  append: [Packed, { rows: Packed }];
  get: [string, { rows: Packed }];
  list: [{ prefix: string; options: ListOptions }, { revision: number; more: boolean; count: number; rows: Packed }];
  events: [{ prefix: string; after: number }, { through: number; rows: Packed }];
  compact: [number, object];
  /** One short step of cleaning up after a compaction. */
  sweep: [undefined, { more: boolean }];
  close: [undefined, object];
}
export type Method = keyof Calls;

export interface Request<M extends Method = Method> {
  readonly call: number;
  readonly method: M;
  readonly argument: Calls[M][0];
}
export type Response =
  | { readonly call: number; readonly answer: Calls[Method][1] }
  | { readonly call: number; readonly error: { readonly code: StorageErrorCode; readonly message: string } };
