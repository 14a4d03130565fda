/**
 * What it costs to record requests: a request in process at each level of audit, against the same with nothing
 * recorded, in turns.
 */
import { join } from 'node:path';
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { LEVELS, type Level } from '../../src/audit/event.ts';
import { rule } from '../../src/audit/policy/policy.ts';
import type { Intake } from '../../src/audit/sinks/intake.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { openLog } from '../lib/audit-log.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';

const SLICES = 15;
const PATH = '/api/v1/namespaces/default/configmaps/small';
const PATCH = { headers: { 'content-type': 'application/merge-patch+json' }, body: { data: { a: 'c' } } };

interface Recorded {
  readonly level: Level;
  readonly api: TestApi;
  readonly log: Intake;
  readonly gets: number[];
  readonly patches: number[];
}

async function open(directory: string, level: Level): Promise<Recorded> {
  const log = await openLog(join(directory, `${level}.log`), 'batch');
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

export const auditSuite: Suite = async ({ quick }) => [await measureLevels(quick ? 400 : 4000)];
