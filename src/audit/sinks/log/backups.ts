/** The files that a log was before: named by the moment at which they ended, as lumberjack names them. */
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const OWNER_ONLY = 0o600;
const DAY = 86_400_000;

export interface Retention {
  /** Older ones are removed; 0: none for its age. */
  readonly maxDays: number;
  /** More are removed, the oldest first; 0: none for their number. */
  readonly maxCount: number;
  readonly compress: boolean;
}

interface Backup {
  readonly path: string;
  /** When it ended: wall clock, in milliseconds. */
  readonly at: number;
}

/** Puts a log aside, behind those that are. @param now wall clock, in milliseconds */
export async function putAside(path: string, now: number): Promise<void> {
  const [newest] = await findBackups(path);
  // The clock may have been set back, and two may end in the same millisecond: names are in the order of the files.
  const moment = newest ? Math.max(now, newest.at + 1) : now;
  await rename(path, backupPath(path, moment)).catch((error: NodeJS.ErrnoException) => {
    // Another program has moved it away meanwhile.
    if (error.code !== 'ENOENT') throw error;
  });
}

function backupPath(path: string, at: number): string {
  const extension = extname(path);
  const time = new Date(at).toISOString().slice(0, -1).replaceAll(':', '-');
  return join(dirname(path), `${basename(path, extension)}-${time}${extension}`);
}

/** Removes those that are not to be kept, and compresses the others. @param onRemoved of each file that is gone */
export async function tidyBackups(
  path: string,
  retention: Retention,
  now: number,
  onRemoved: (path: string) => void,
): Promise<void> {
  const backups = await findBackups(path);
  const isOld = ({ at }: Backup) => retention.maxDays > 0 && now - at > retention.maxDays * DAY;
  const isTooMany = (index: number) => retention.maxCount > 0 && index >= retention.maxCount;
  for (const [index, backup] of backups.entries()) {
    if (isOld(backup) || isTooMany(index)) {
      await rm(backup.path, { force: true });
      onRemoved(backup.path);
    } else if (retention.compress && !backup.path.endsWith('.gz')) await compress(backup.path);
  }
}

/** @returns the newest first */
async function findBackups(path: string): Promise<Backup[]> {
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ path: join(dirname(path), name), at: momentIn(name.slice(prefix.length), extension) }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => b.at - a.at);
}

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3})$/;

function momentIn(rest: string, extension: string): number {
  const plain = rest.endsWith('.gz') ? rest.slice(0, -3) : rest;
  const match = plain.endsWith(extension) && MOMENT.exec(plain.slice(0, plain.length - extension.length));
  return match ? Date.parse(`${match[1]}:${match[2]}:${match[3]}Z`) : Number.NaN;
}

/** The file stays until all of it is in the other. */
async function compress(path: string): Promise<void> {
  const draft = `${path}.gz.tmp`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(draft, { mode: OWNER_ONLY, flush: true }));
  await rename(draft, `${path}.gz`);
  await rm(path);
}
