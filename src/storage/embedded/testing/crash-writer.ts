/**
 * Writes at random until it is killed, and tells on standard output, which must be a file, what it knows: `ready`, an
 * `event` line for each event that its watch sees, an `ack` line for each commit that is acknowledged.
 */
import { writeSync } from 'node:fs';
import type { StorageEvent, WriteOperation } from '../../storage.ts';
import { openEmbeddedStorage } from '../embedded.ts';

const WRITERS = 8;
const KEYS = 40;
const KEPT_REVISIONS = 100;

/** Synchronous: a line that was written outlives the process. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** What a test compares of an event. */
export function summarize({ type, key, value, revision, previousRevision }: StorageEvent) {
  return { type, key, value: value.toString().slice(0, 60), revision, previousRevision };
}

const pick = (below: number) => Math.floor(Math.random() * below);

/** A commit over some keys. Its marker tells how many events it has, so that a half one is found out. */
function randomOperations(token: string, revisions: ReadonlyMap<string, number>): WriteOperation[] {
  const keys = new Set(Array.from({ length: 1 + pick(4) }, () => `/data/${pick(KEYS)}`));
  const operations: WriteOperation[] = [...keys].map((key) => {
    const expected = pick(2) === 0 ? undefined : (revisions.get(key) ?? 0);
    if (pick(4) === 0 && revisions.has(key)) return { type: 'delete', key, expected: revisions.get(key)! };
    return { type: 'put', key, value: Buffer.from(token.padEnd(pick(5000), '.')), expected };
  });
  const marker = JSON.stringify({ token, size: operations.length + 1 });
  return [...operations, { type: 'put', key: `/marker/${pick(10)}`, value: Buffer.from(marker) }];
}

async function write(directory: string, round: string): Promise<void> {
  const storage = await openEmbeddedStorage({ directory });
  const revisions = new Map((await storage.list('/data/')).entries.map(({ key, modRevision }) => [key, modRevision]));
  const onEvents = (events: readonly StorageEvent[]) => {
    for (const event of events) {
      if (event.type === 'put') revisions.set(event.key, event.revision);
      else revisions.delete(event.key);
      tell({ event: summarize(event) });
    }
  };
  const onError = (error: Error) => tell({ error: error.message });
  storage.watch('/', { after: storage.currentRevision(), onEvents, onError });
  const compact = () => storage.compact(Math.max(0, storage.currentRevision() - KEPT_REVISIONS));
  const writer = async (name: number) => {
    for (let i = 0; ; i++) {
      const token = `${round}-${name}-${i}`;
      const revision = await storage.commit(randomOperations(token, revisions)).catch(() => undefined);
      if (revision !== undefined) tell({ ack: { token, revision } });
      if (pick(50) === 0) void compact();
    }
  };
  tell({ ready: storage.currentRevision() });
  await Promise.all(Array.from({ length: WRITERS }, (_, name) => writer(name)));
}

if (import.meta.main) {
  const [directory, round] = process.argv.slice(2);
  await write(directory!, round!);
}
