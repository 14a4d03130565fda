import { statSync } from 'node:fs';
import { StorageError } from '../errors.ts';

/** Knows the file that was opened from whatever has its name later. */
export class FileIdentity {
  readonly #file: string;
  readonly #inode: bigint | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#inode = inodeOf(file);
  }

  /**
   * A file that was deleted can still be written to: what it takes is gone when the process ends.
   * @throws StorageError `unavailable` when the name no longer stands for the file
   */
  check(): void {
    if (inodeOf(this.#file) === this.#inode) return;
    const advice = 'What is written now would be lost: put it back, or save what you need and restart the server.';
    throw new StorageError('unavailable', `${this.#file} was deleted or replaced while in use. ${advice}`);
  }
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}
