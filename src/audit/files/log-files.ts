import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A log, what was rotated out of it, and either of them compressed. */
const LOG = /\.(log|jsonl)(\.\d+)?(\.gz)?$/;

/** @param paths files, and folders of which every log is meant @throws errors of the file system */
export async function logFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => ((await stat(path)).isDirectory() ? inFolder(path) : [path])),
  );
  return [...new Set(found.flat())];
}

async function inFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && LOG.test(entry.name)).map(({ name }) => name);
  return names.sort().map((name) => join(folder, name));
}
