/**
 * What it costs to record requests: a request in process at each level of audit, against the same with nothing
 * recorded, in turns. And how many events a second the log takes.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { LEVELS, type Level } from '../../src/audit/event.ts';
import { ChainSealer } from '../../src/audit/integrity/chain-sealer.ts';
import { beginning } from '../../src/audit/integrity/state.ts';
import { rule } from '../../src/audit/policy/policy.ts';
import { Intake } from '../../src/audit/sinks/intake.ts';
import { LogFile } from '../../src/audit/sinks/log/log-file.ts';
import { NOTHING_MISSING } from '../../src/audit/sinks/missing.ts';
import { Slot } from '../../src/audit/spool/slot.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { systemClock } from '../../src/util/clock.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count } from '../lib/table.ts';

const SLICES = 15;
const PATH = '/api/v1/namespaces/default/configmaps/small';
const PATCH = { headers: { 'content-type': 'application/merge-patch+json' }, body: { data: { a: 'c' } } };

async function openLog(directory: string, name: string): Promise<Intake> {
  const path = join(directory, `${name}.log`);
  const retention = { maxBytes: 2 ** 40, maxDays: 0, maxCount: 0, compress: false };
  const onError = (error: unknown) => {
    throw error;
  };
  const store = await LogFile.open({ path, fsync: 'batch', ...retention }, { clock: systemClock, onError });
  const lost = await Slot.open(`${path}.lost`);
  const options = { name, mode: 'batch', mostEvents: 1_000_000, mostTogether: 500, longestWait: 10 } as const;
  const on = (what: string) => {
    if (what === 'dropped') throw new Error('an event was dropped');
  };
  return new Intake(options, {
    store,
    sealer: newSealer(),
    lost,
    missing: NOTHING_MISSING,
    lastStored: () => 0,
    clock: systemClock,
    newId: randomUUID,
    on,
    onError,
  });
}

function newSealer(): ChainSealer {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const ports = { key, sent: false, now: () => systemClock.now(), newId: randomUUID, save: async () => {} };
  return new ChainSealer({ ...beginning('a'.repeat(22)), bare: false }, ports);
}

interface Recorded {
  readonly level: Level;
  readonly api: TestApi;
  readonly log: Intake;
  readonly gets: number[];
  readonly patches: number[];
}

async function open(directory: string, level: Level): Promise<Recorded> {
  const log = await openLog(directory, level);
  const policy = { rules: [rule(level)], omitStages: ['RequestReceived'], omitManagedFields: true } as const;
  const api = await openTestApi({ audit: { policy, sink: log } });
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'small' }, data: { a: 'b' } };
  await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
  return { level, api, log, gets: [], patches: [] };
}

/** @returns microseconds of processor time of one, over all threads, with what is done for it afterwards */
async function timed(requests: number, ask: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < requests; i++) {
    await ask();
    // As requests of many connections come: some in a turn of the event loop.
    if (i % 16 === 15) await new Promise(setImmediate);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / requests;
}

function get({ api }: TestApi) {
  const request = { method: 'GET', path: PATH, rawQuery: '', headers: {}, remoteAddress: '127.0.0.1' };
  const asked = { ...request, query: new URLSearchParams(), signal: new AbortController().signal } as ApiRequest;
  return api.handle(asked);
}

async function measureLevels(requests: number): Promise<Report> {
  return inTemporaryDirectory(async (directory) => {
    const all: Recorded[] = [];
    for (const level of LEVELS) all.push(await open(directory, level));
    for (let slice = 0; slice < SLICES; slice++) {
      for (const { api, gets, patches } of all) {
        gets.push(await timed(requests, () => get(api)));
        patches.push(await timed(requests / 4, () => api.call('PATCH', PATH, PATCH.body, PATCH.headers)));
      }
    }
    for (const { api, log } of all) await Promise.all([api.close(), log.close()]);
    const costs = all.map(({ level, gets, patches }) => ({ level, get: median(gets), patch: median(patches) }));
    const [off] = costs;
    const cell = (cost: number, base: number) => `${cost.toFixed(1)} µs (+${(cost - base).toFixed(1)})`;
    return {
      title: 'A request in process, and how much more it is than with nothing recorded',
      header: ['level', 'GET', 'merge patch', 'ratio of the patch'],
      rows: costs.map((cost) => [
        cost.level,
        cell(cost.get, off!.get),
        cell(cost.patch, off!.patch),
        (cost.patch / off!.patch).toFixed(3),
      ]),
      records: costs,
    };
  });
}

async function measureLog(events: number): Promise<Report> {
  return inTemporaryDirectory(async (directory) => {
    const log = await openLog(directory, 'events');
    const json = JSON.stringify({ kind: 'Event', filler: 'x'.repeat(700) });
    const start = performance.now();
    for (let i = 0; i < events; i++) {
      void log.write({ level: 'Metadata', stage: 'ResponseComplete', json });
      while (log.waiting > 5000) await new Promise(setImmediate);
    }
    await log.close();
    const perSecond = events / ((performance.now() - start) / 1000);
    return {
      title: 'Events of 730 bytes into the log, until they are on the disk',
      header: ['events', 'a second'],
      rows: [[count(events), count(Math.round(perSecond))]],
      records: [{ events, perSecond }],
    };
  });
}

export const auditSuite: Suite = async ({ quick }) => [
  await measureLevels(quick ? 400 : 4000),
  await measureLog(quick ? 50_000 : 500_000),
];
