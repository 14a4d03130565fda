/**
 * What it costs to record requests, in the server as it runs: the same requests over HTTP/2 in a namespace for each level
 * of audit, in turns, in the processor time of all the server's threads.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEVELS, type Level } from '../../src/audit/event.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import { configMap } from '../lib/objects.ts';
import type { Report, Run, Suite } from '../lib/report.ts';
import { Stage } from '../lib/stage.ts';
import { median } from '../lib/statistics.ts';
import type { Template } from '../load/template.ts';
import { fill } from './scenarios.ts';

const CLIENTS = 16;
const LISTED = 500;
const LIST = `list ${LISTED}`;

interface Pace {
  readonly rounds: number;
  /** Requests of each kind at each level in a round, but lists, which are fewer. */
  readonly requests: number;
}
const FULL: Pace = { rounds: 15, requests: 800 };
const QUICK: Pace = { rounds: 3, requests: 160 };
const LIST_SHARE = 0.1;

const namespaceOf = (level: Level) => `level-${level.toLowerCase()}`;
/** Where objects are created: they must not make the lists longer. */
const scratchOf = (level: Level) => `${namespaceOf(level)}-scratch`;
const POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [...LEVELS.map((level) => ({ level, namespaces: [namespaceOf(level), scratchOf(level)] })), { level: 'None' }],
};

const READ = { 'user-agent': 'bench/1', accept: 'application/json' };
const written = (contentType: string) => ({ ...READ, 'content-type': contentType });
const configMaps = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;

const kindsOf = (level: Level): ReadonlyMap<string, Template> =>
  new Map([
    ['get', { method: 'GET', path: `${configMaps(namespaceOf(level))}/object-1`, headers: READ }],
    [LIST, { method: 'GET', path: configMaps(namespaceOf(level)), headers: READ }],
    [
      'create',
      {
        method: 'POST',
        path: configMaps(scratchOf(level)),
        headers: written('application/json'),
        body: configMap('created-{n}'),
      },
    ],
    [
      'merge patch',
      {
        method: 'PATCH',
        path: `${configMaps(namespaceOf(level))}/object-{client}`,
        headers: written('application/merge-patch+json'),
        body: '{"metadata":{"annotations":{"turn":"{n}"}}}',
      },
    ],
  ]);

/** Microseconds of processor time of one request, by level, one for each round. */
type Costs = ReadonlyMap<Level, number[]>;

class Turns {
  readonly #stage: Stage;
  readonly #pace: Pace;
  #numbers = 0;

  constructor(stage: Stage, pace: Pace) {
    this.#stage = stage;
    this.#pace = pace;
  }

  async of(kind: string): Promise<Costs> {
    const costs = new Map(LEVELS.map((level) => [level, [] as number[]]));
    for (let round = 0; round <= this.#pace.rounds; round++) {
      // No level is always the one after the same other.
      const order = round % 2 === 0 ? LEVELS : LEVELS.toReversed();
      for (const level of order) {
        const cost = await this.#slice(kind, level);
        // The first round warms up.
        if (round > 0) costs.get(level)!.push(cost);
      }
    }
    return costs;
  }

  async #slice(kind: string, level: Level): Promise<number> {
    const { allium, load } = this.#stage;
    const limit = this.#pace.requests * (kind === LIST ? LIST_SHARE : 1);
    const first = this.#numbers;
    this.#numbers += limit + CLIENTS;
    const before = await allium.call('usage');
    const template = kindsOf(level).get(kind)!;
    await load.call('run', { pool: 'allium', template, first, limit, milliseconds: Number.POSITIVE_INFINITY });
    const after = await allium.call('usage');
    return (after.processor - before.processor) / limit;
  }
}

async function seed(stage: Stage): Promise<void> {
  for (const level of LEVELS) {
    await fill(stage, namespaceOf(level), LISTED);
    await fill(stage, scratchOf(level), 0);
  }
  const endpoint = { protocol: 'h2', port: stage.ports.allium } as const;
  await stage.load.call('open', { pool: 'allium', endpoint, clients: CLIENTS });
}

/** Of each round with its own base: what slows a round down slows both. */
function ratios(costs: Costs, level: Level): number {
  const base = costs.get('None')!;
  return median(costs.get(level)!.map((cost, round) => cost / base[round]!));
}

function cell(costs: Costs, level: Level): string {
  const cost = `${median(costs.get(level)!).toFixed(0)} µs`;
  return level === 'None' ? cost : `${cost}, ${ratios(costs, level).toFixed(3)}`;
}

async function measure(stage: Stage, run: Run): Promise<Report> {
  await seed(stage);
  const turns = new Turns(stage, run.quick ? QUICK : FULL);
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const kind of [...kindsOf('None').keys()].filter(run.wants)) {
    run.progress(kind);
    const costs = await turns.of(kind);
    rows.push([kind, ...LEVELS.map((level) => cell(costs, level))]);
    const recorded = LEVELS.map((level) => [level, { cost: median(costs.get(level)!), ratio: ratios(costs, level) }]);
    records.push({ request: kind, ...Object.fromEntries(recorded) });
  }
  const title = 'Processor time of one request over HTTP/2, and its ratio to the same request that is not recorded';
  return { title, header: ['request', ...LEVELS], rows, records };
}

export const auditRequestsSuite: Suite = (run) =>
  inTemporaryDirectory(async (directory) => {
    const auditPolicyFile = join(directory, 'policy.yaml');
    await writeFile(auditPolicyFile, JSON.stringify(POLICY));
    return Stage.use(async (stage) => [await measure(stage, run)], {
      auditPolicyFile,
      auditLogBatchMaxWait: process.env.W ?? '0s',
    });
  });
