/**
 * Sealing, verifying and asking audit logs, each against reading the same file and splitting it into lines: what it
 * adds to that. In processor time.
 */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
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
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count, mebibytes } from '../lib/table.ts';

const MIB = 2 ** 20;
const GIB = 1024 * MIB;
const ROUNDS = 5;

/** As a request for a Deployment by kubectl is recorded at level Metadata: 1.1 KB. */
function eventJson(i: number): string {
  const time = new Date(Date.UTC(2030, 0, 1) + i).toISOString().replace('Z', '000Z');
  const user = { username: `user-${i % 100}`, groups: ['dev', 'system:authenticated'] };
  const id = `X509SHA256=${'ab'.repeat(32)}`;
  return JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', stage: 'ResponseComplete' },
    auditID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    requestURI: `/apis/apps/v1/namespaces/shop/deployments/web-${i % 1000}?fieldManager=kubectl-client-side-apply`,
    verb: i % 10 === 0 ? 'patch' : 'get',
    user: { ...user, extra: { 'authentication.kubernetes.io/credential-id': [id] } },
    sourceIPs: ['192.0.2.1'],
    userAgent: 'kubectl/v1.36.0 (linux/amd64) kubernetes/0000000',
    objectRef: {
      resource: 'deployments',
      namespace: 'shop',
      name: `web-${i % 1000}`,
      apiGroup: 'apps',
      apiVersion: 'v1',
    },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {
      'allium.dev/authentication-method': 'x509',
      'allium.dev/credential-id': id,
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'RBAC: allowed by RoleBinding "edit/shop" of ClusterRole "edit" to Group "dev"',
    },
  });
}

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
  file.end(`${sealer.checkpoint()}\n`);
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
  const ports = { key, sent: false, now: () => Date.now(), newId: () => 'checkpoint', save: async () => {} };
  const sealer = new ChainSealer({ ...beginning('A'.repeat(22)), bare: false }, ports);
  const { records, sealing } = await write(path, bytes, sealer);
  const options = { key: createPublicKey(key), states: [], openEnd: false, fromFirst: true };
  const each: Record<string, () => Promise<void>> = {
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
  const reading = median(times.get('reading lines')!);
  const rows = [...times].map(([name, all]) => {
    const time = median(all);
    return [name, `${(perGib(time) / 1000).toFixed(1)} s/GiB`, `${(time / reading).toFixed(1)}`];
  });
  const seal = (sealing * 1000) / records;
  return {
    title: `${count(records)} events in ${mebibytes(bytes)}; sealing one costs ${seal.toFixed(1)} µs`,
    header: ['', 'processor time', 'readings'],
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
