import { StorageError } from '../errors.ts';
import type { WriteOperation } from '../storage.ts';
import { type LogKey, revisionOf } from './log.ts';

/** The newest record of a key that exists. */
export interface KeyState {
  readonly id: number;
  readonly createRevision: number;
}
/** A key and what it was before a commit. */
export type Undo = readonly [key: string, before: KeyState | undefined];

/** The newest state of every key, writes in flight included: what commits are checked against. */
export class KeyIndex {
  readonly #states = new Map<string, KeyState>();

  constructor(keys: readonly LogKey[]) {
    for (const state of keys) this.#states.set(state.key, state);
  }

  get(key: string): KeyState | undefined {
    return this.#states.get(key);
  }

  /** @returns what takes the change back */
  set(key: string, state: KeyState | undefined): Undo {
    const before = this.#states.get(key);
    this.#restore(key, state);
    return [key, before];
  }

  /** Takes changes back, the newest first. */
  undo(changes: readonly Undo[]): void {
    for (const [key, before] of changes.toReversed()) this.#restore(key, before);
  }

  /** @throws StorageError `conflict` */
  check(operations: readonly WriteOperation[]): void {
    for (const { key, expected } of operations) {
      const state = this.#states.get(key);
      const actual = state ? revisionOf(state.id) : 0;
      if (expected !== undefined && expected !== actual) throw conflict(key, expected, actual);
    }
  }

  #restore(key: string, state: KeyState | undefined): void {
    if (state) this.#states.set(key, state);
    else this.#states.delete(key);
  }
}

function conflict(key: string, expected: number, actualRevision: number): StorageError {
  const found = actualRevision === 0 ? 'does not exist' : `is at revision ${actualRevision}`;
  const wanted = expected === 0 ? 'not to exist' : `to be at revision ${expected}`;
  return new StorageError('conflict', `key ${key} ${found}, expected it ${wanted}`, { key, actualRevision });
}
