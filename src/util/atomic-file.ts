import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FileContent {
  readonly path: string;
  readonly data: string | Uint8Array;
  readonly mode: number;
}

function temporaryOf(file: FileContent): string {
  return `${file.path}.${process.pid}.tmp`;
}

async function writeTemporary(file: FileContent): Promise<void> {
  const temporary = temporaryOf(file);
  // A name left over by a crash may belong to a file with wider permissions: it is replaced, never written into.
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', file.mode);
  try {
    await handle.writeFile(file.data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes files so that each is, after a crash at any moment, whole and old or whole and new. They appear in the order
 * given, and are durable when the promise resolves.
 */
export async function writeFilesAtomically(files: readonly FileContent[]): Promise<void> {
  try {
    // Every write has ended before a failure is cleaned up after.
    const writes = await Promise.allSettled(files.map(writeTemporary));
    for (const write of writes) if (write.status === 'rejected') throw write.reason;
    for (const file of files) await rename(temporaryOf(file), file.path);
  } catch (error) {
    await Promise.allSettled(files.map((file) => rm(temporaryOf(file), { force: true })));
    throw error;
  }
  const directories = new Set(files.map((file) => dirname(file.path)));
  await Promise.all([...directories].map(syncDirectory));
}
