/** What a request costs: each verb against a bare handler that writes the same bytes, in slices that take turns. */

import type { Report, Run, Suite } from '../lib/report.ts';
import { Stage } from '../lib/stage.ts';
import { medians } from '../lib/statistics.ts';
import { count, milliseconds, rate, share } from '../lib/table.ts';
import type { Protocol } from '../load/client.ts';
import { instantiate } from '../load/template.ts';
import { longListOf, type Scenario, scenarios, seed } from './scenarios.ts';

interface Pace {
  readonly clients: readonly number[];
  readonly rounds: number;
  readonly sliceMilliseconds: number;
  /** Requests in a slice, at most. */
  readonly sliceLimit: number;
  /** The same where each of them needs another one before. */
  readonly preparedLimit: number;
  readonly warmUpMilliseconds: number;
}
const FULL: Pace = {
  clients: [1, 16, 128],
  rounds: 5,
  sliceMilliseconds: 600,
  sliceLimit: 4000,
  preparedLimit: 1000,
  warmUpMilliseconds: 600,
};
const QUICK: Pace = {
  clients: [1, 16],
  rounds: 1,
  sliceMilliseconds: 50,
  sliceLimit: 200,
  preparedLimit: 100,
  warmUpMilliseconds: 20,
};

/** Connections that prepare what the measured requests need. */
const PREPARERS = 'preparers';

type Side = 'allium' | 'bare';
type Measured = Readonly<Record<'perSecond' | 'p50' | 'p99' | 'processor', number>>;

interface Cell {
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly clients: number;
}

/** Numbers for `{n}`, never given twice. */
let numbers = 0;
function takeNumbers(amount: number): number {
  numbers += amount;
  return numbers - amount;
}

const usage = (stage: Stage, side: Side) => (side === 'bare' ? stage.bare.call('usage') : stage.allium.call('usage'));

/** One slice of load on one side. */
async function measure(stage: Stage, side: Side, { scenario }: Cell, limit: number, milliseconds: number) {
  const first = takeNumbers(limit);
  const pool = side;
  if (scenario.before && side === 'allium') {
    await stage.load.call('run', { pool: PREPARERS, template: scenario.before, first, limit, milliseconds: Infinity });
  }
  const { template } = scenario;
  const before = await usage(stage, side);
  const slice = await stage.load.call('run', { pool, template, first, limit, milliseconds });
  const after = await usage(stage, side);
  const { requests, seconds, p50, p99 } = slice;
  return { perSecond: requests / seconds, p50, p99, processor: (after.processor - before.processor) / requests };
}

const POOLS = ['bare', 'allium', PREPARERS] as const;

async function connect(stage: Stage, { protocol, clients }: Cell): Promise<void> {
  const allium = { protocol, port: stage.ports.allium };
  await stage.load.call('open', { pool: 'bare', endpoint: { protocol, port: stage.ports[protocol] }, clients });
  await stage.load.call('open', { pool: 'allium', endpoint: allium, clients });
  await stage.load.call('open', { pool: PREPARERS, endpoint: allium, clients: 64 });
}

async function sideBySide(stage: Stage, cell: Cell, pace: Pace): Promise<Record<Side, Measured>> {
  await connect(stage, cell);
  const results: Record<Side, Measured[]> = { bare: [], allium: [] };
  const limit = cell.scenario.before ? pace.preparedLimit : pace.sliceLimit;
  for (let round = 0; round <= pace.rounds; round++) {
    const milliseconds = round === 0 ? pace.warmUpMilliseconds : pace.sliceMilliseconds;
    for (const side of ['bare', 'allium'] as const) {
      const measured = await measure(stage, side, cell, limit, milliseconds);
      if (round > 0) results[side].push(measured);
    }
  }
  for (const pool of POOLS) await stage.load.call('close', pool);
  return { bare: medians(results.bare), allium: medians(results.allium) };
}

/** The bytes that the bare handler answers with are those of Allium. */
async function copyAnswer(stage: Stage, { before, template }: Scenario): Promise<void> {
  const n = takeNumbers(1);
  if (before) await stage.ask(instantiate(before, 0, n));
  await stage.bare.call('setAnswer', await stage.ask(instantiate(template, 0, n)));
}

const HEADER = [
  'request',
  'over',
  'clients',
  'bare',
  'Allium',
  'of bare',
  'CPU of bare',
  'p50',
  'p99',
  'bare p50',
  'bare p99',
];

function row({ scenario, protocol, clients }: Cell, { bare, allium }: Record<Side, Measured>): string[] {
  return [
    scenario.name,
    protocol,
    count(clients),
    rate(bare.perSecond),
    rate(allium.perSecond),
    share(allium.perSecond / bare.perSecond),
    share(bare.processor / allium.processor),
    ...[allium.p50, allium.p99, bare.p50, bare.p99].map(milliseconds),
  ];
}

async function measureAll(stage: Stage, run: Run, pace: Pace, longList: number): Promise<Report> {
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const scenario of scenarios(longList).filter(({ name }) => run.wants(name))) {
    await copyAnswer(stage, scenario);
    for (const protocol of ['h2', 'h1'] as const) {
      for (const clients of pace.clients) {
        run.progress(`${scenario.name} over ${protocol} by ${clients}`);
        const cell = { scenario, protocol, clients };
        const result = await sideBySide(stage, cell, pace);
        rows.push(row(cell, result));
        records.push({ request: scenario.name, protocol, clients, ...result });
      }
    }
  }
  return { title: 'Requests against a bare Node handler that writes the same bytes', header: HEADER, rows, records };
}

export const requests: Suite = (run) =>
  Stage.use(async (stage) => {
    run.progress('filling the store');
    const longList = longListOf(run);
    await seed(stage, longList);
    return [await measureAll(stage, run, run.quick ? QUICK : FULL, longList)];
  });
