/**
 * Sealing, verifying and asking audit logs, against reading the same file, splitting it into lines, and hashing it with
 * SHA-256. In processor time.
 */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { linesOf } from '../../src/audit/files/lines.ts';
import { ChainSealer } from '../../src/audit/integrity/chain-sealer.ts';
import { beginning } from '../../src/audit/integrity/state.ts';
import { verifyFiles } from '../../src/audit/integrity/verify-files.ts';
import { type AuditQuestion, matches, needlesOf } from '../../src/audit/query/question.ts';
import { eventsOf } from '../../src/audit/query/search.ts';
import { sealLines } from '../../src/audit/sinks/line-sealer.ts';
import { eventJson } from '../lib/audit-event.ts';
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count, mebibytes } from '../lib/table.ts';

const MIB = 2 ** 20;
const GIB = 1024 * MIB;
const ROUNDS = 5;

/** @returns what sealing cost, in milliseconds */
async function write(path: string, bytes: number, sealer: ChainSealer): Promise<{ records: number; sealing: number }> {
  const file = createWriteStream(path);
  let [written, records, sealing] = [0, 0, 0];
  while (written < bytes) {
    const events = Array.from({ length: 1000 }, () => eventJson(records++));
    const start = process.cpuUsage();
    const lines = sealLines(sealer, events, events.join('\n').length + 1);
    sealing += processorTime(start);
    written += lines.length;
    if (!file.write(lines)) await new Promise<void>((resolve) => file.once('drain', resolve));
  }
  file.end(`${sealer.checkpoint('log')}\n`);
  await finished(file);
  return { records, sealing };
}

/** Of all threads, in milliseconds. */
function processorTime(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  return processorTime(start);
}

async function read(path: string, use: (chunk: Buffer) => void): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: MIB }) as AsyncIterable<Buffer>) use(chunk);
}

async function ask(path: string, question: AuditQuestion, expected: number): Promise<void> {
  let found = 0;
  for await (const { events } of eventsOf([path], needlesOf(question), { onUnreadable() {} })) {
    found += events.filter((event) => matches(question, event)).length;
  }
  if (found !== expected) throw new Error(`${found} events were found, not ${expected}`);
}

export const auditFilesSuite: Suite = async (run) => {
  const folder = await mkdtemp(join(tmpdir(), 'allium-bench-audit-'));
  try {
    return [await measure(join(folder, 'audit.log'), (run.quick ? 16 : 256) * MIB, run.progress)];
  } finally {
    await rm(folder, { recursive: true });
  }
};

async function measure(path: string, bytes: number, progress: (text: string) => void): Promise<Report> {
  progress('sealing');
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const ports = { key, sent: false, now: () => Date.UTC(2040, 0, 1), newId: () => 'checkpoint', save: async () => {} };
  const sealer = new ChainSealer({ ...beginning('A'.repeat(22)), bare: false }, ports);
  const { records, sealing } = await write(path, bytes, sealer);
  const options = { key: createPublicKey(key), states: [], openEnd: false, fromFirst: true };
  const each: Record<string, () => Promise<void>> = {
    reading: () => read(path, () => {}),
    'reading and SHA-256': async () => {
      const hash = createHash('sha256');
      await read(path, (chunk) => hash.update(chunk));
      hash.digest();
    },
    'reading lines': async () => {
      for await (const { lines } of linesOf(path)) void lines;
    },
    verify: async () => {
      if (!(await verifyFiles([path], options)).intact) throw new Error('not intact');
    },
    'query, one object in a thousand': () => ask(path, { name: 'web-7' }, Math.ceil((records - 7) / 1000)),
    'query, every event': () => ask(path, { since: 0 }, records + 1),
  };
  const times = new Map(Object.keys(each).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(each)) {
      progress(`${name}, round ${round + 1}`);
      times.get(name)!.push(await timed(work));
    }
  }
  const perGib = (time: number) => (time * GIB) / bytes;
  const [reading, hashing] = ['reading', 'reading and SHA-256'].map((name) => median(times.get(name)!));
  const rows = [...times].map(([name, all]) => {
    const time = median(all);
    const ratios = [time / reading!, time / hashing!].map((ratio) => ratio.toFixed(1));
    return [name, `${(perGib(time) / 1000).toFixed(1)} s/GiB`, ...ratios];
  });
  const seal = (sealing * 1000) / records;
  return {
    title: `${count(records)} events in ${mebibytes(bytes)}; sealing one costs ${seal.toFixed(1)} µs`,
    header: ['', 'processor time', 'of reading', 'of reading and SHA-256'],
    rows,
    records: [
      {
        records,
        sealMicroseconds: seal,
        ...Object.fromEntries([...times].map(([name, all]) => [name, perGib(median(all))])),
      },
    ],
  };
}
