/** Keeps two servers from writing one log: their chains would not be told apart, and each would remove the other's files. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const OWNER_ONLY = 0o600;

/**
 * A lock of the kernel's, by way of SQLite: it dies with the process.
 * @returns lets go of it @throws when another holds it, or the file cannot be made
 */
export function lockLog(log: string): () => void {
  const path = `${log}.lock`;
  // Not again where it is there: closing a file lets go of all locks that this process has on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', OWNER_ONLY));
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is written to it: it needs no journal beside it.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Error(`${log} is written by another process, or ${path} cannot be locked: ${(error as Error).message}`);
  }
  return () => lock.close();
}
