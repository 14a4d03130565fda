import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

function isError(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isError(error, 'EEXIST')) throw error;
  }
}

/**
 * Makes a folder that only its owner can enter, and those above it that are missing; one that is there stays as it is.
 * Node's own `recursive` tries for ever where a file system answers ENOENT although the parent is there, as /proc does.
 */
export function makePrivateDirectory(path: string): void {
  try {
    make(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isError(error, 'ENOENT') || existsSync(parent)) throw error;
    makePrivateDirectory(parent);
    make(path);
  }
}
