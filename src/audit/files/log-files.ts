/** The logs in folders, by what is in them: an archive may have been given any names. */
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linesOf, UnreadableLog } from './lines.ts';

/** A log, what was rotated out of it, and either of them compressed: also while there is nothing in it. */
const LOG = /\.(log|jsonl)([.-]\d+)?(\.gz)?$/;
const STATE = /\.chain$/;
/** What is of no use to anybody else: a file that is still written, and a lock. */
const OWN = /\.(tmp|lock)$/;
/** Beside the log: what waits for backends. */
const SPOOL = 'spool';
const EVENT = '{"kind":"Event';

export interface LogFiles {
  readonly logs: readonly string[];
  /** Signed states of logs. */
  readonly states: readonly string[];
  /** Everything else that was there. */
  readonly skipped: readonly string[];
}

/** @param paths files, and folders of which every log is meant @throws errors of the file system */
export async function logFiles(paths: readonly string[]): Promise<readonly string[]> {
  return (await findLogs(paths)).logs;
}

/** @param paths files, and folders of which every log is meant @throws errors of the file system */
export async function findLogs(paths: readonly string[]): Promise<LogFiles> {
  const found = await Promise.all(
    paths.map(async (path) => ((await stat(path)).isDirectory() ? inFolder(path) : named(path))),
  );
  return together(found);
}

function together(found: readonly LogFiles[]): LogFiles {
  const all = (kind: keyof LogFiles) => [...new Set(found.flatMap((files) => files[kind]))];
  return { logs: all('logs'), states: all('states'), skipped: all('skipped') };
}

const NOTHING: LogFiles = { logs: [], states: [], skipped: [] };

async function named(path: string): Promise<LogFiles> {
  const state = `${path}.chain`;
  const isThere = await access(state).then(
    () => true,
    () => false,
  );
  return { ...NOTHING, logs: [path], states: isThere ? [state] : [] };
}

async function inFolder(folder: string): Promise<LogFiles> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: LogFiles[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== SPOOL) found.push(await inFolder(path));
    else if (!OWN.test(entry.name)) found.push(entry.isFile() ? await sorted(path) : { ...NOTHING, skipped: [path] });
  }
  return together(found);
}

async function sorted(path: string): Promise<LogFiles> {
  if (STATE.test(path)) return { ...NOTHING, states: [path] };
  return LOG.test(path) || (await holdsEvents(path)) ? { ...NOTHING, logs: [path] } : { ...NOTHING, skipped: [path] };
}

/** By its first lines. */
async function holdsEvents(path: string): Promise<boolean> {
  try {
    for await (const { lines, rest } of linesOf(path)) {
      const read = rest ? [...lines, rest] : lines;
      if (read.length > 0) return read.some((line) => line.includes(EVENT));
    }
  } catch (error) {
    if (!(error instanceof UnreadableLog)) throw error;
  }
  return false;
}
