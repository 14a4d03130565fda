/**
 * How many events a second the log takes, chained and signed, until they are on the disk; against appending the same
 * bytes to a file, in pieces of as many lines, and having them on the disk as often.
 */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FSYNC_POLICIES, type FsyncPolicy } from '../../src/audit/sinks/log/log-file.ts';
import { eventJson } from '../lib/audit-event.ts';
import { openLog } from '../lib/audit-log.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count } from '../lib/table.ts';

const ROUNDS = 5;
const TOGETHER = 500;
/** No more wait in memory than the default lets. */
const WAITING = 8000;
const SYNC_MILLISECONDS = 1000;

/** @returns milliseconds */
async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function log(path: string, fsync: FsyncPolicy, events: readonly string[]): Promise<void> {
  const intake = await openLog(path, fsync);
  for (const json of events) {
    void intake.write({ level: 'Metadata', stage: 'ResponseComplete', json });
    while (intake.waiting > WAITING) await new Promise(setImmediate);
  }
  await intake.close();
}

async function append(path: string, fsync: FsyncPolicy, bytes: Buffer, pieces: number): Promise<void> {
  const file = await open(path, 'a');
  const size = Math.ceil(bytes.length / pieces);
  let syncedAt = performance.now();
  for (let start = 0; start < bytes.length; start += size) {
    await file.write(bytes, start, Math.min(size, bytes.length - start));
    if (fsync !== 'always' && performance.now() - syncedAt < SYNC_MILLISECONDS) continue;
    if (fsync !== 'never') await file.datasync();
    syncedAt = performance.now();
  }
  if (fsync !== 'never') await file.datasync();
  await file.close();
}

async function measure(fsync: FsyncPolicy, events: readonly string[], directory: string) {
  const times = { log: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const path = join(directory, `${fsync}-${round}`);
    times.log.push(await timed(() => log(path, fsync, events)));
    const bytes = await readFile(path);
    times.bare.push(await timed(() => append(`${path}.bare`, fsync, bytes, events.length / TOGETHER)));
  }
  const perSecond = (time: number) => (events.length * 1000) / time;
  return { fsync, log: perSecond(median(times.log)), bare: perSecond(median(times.bare)) };
}

export const auditLogSuite: Suite = ({ quick, progress }) =>
  inTemporaryDirectory(async (directory): Promise<Report[]> => {
    const events = Array.from({ length: quick ? 20_000 : 200_000 }, (_, i) => eventJson(i));
    const records: Awaited<ReturnType<typeof measure>>[] = [];
    for (const fsync of FSYNC_POLICIES) {
      progress(`fsync ${fsync}`);
      records.push(await measure(fsync, events, directory));
    }
    return [
      {
        title: `${count(events.length)} events of ${events[0]!.length} bytes into the log, until they are on the disk`,
        header: ['fsync', 'events a second', 'bare appends', 'of bare'],
        rows: records.map(({ fsync, log, bare }) => [
          fsync,
          count(Math.round(log)),
          count(Math.round(bare)),
          `${((100 * log) / bare).toFixed(0)} %`,
        ]),
        records,
      },
    ];
  });
