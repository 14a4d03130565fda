/** What a request costs: each verb against a bare handler that writes the same bytes, in slices that take turns. */

import type { Report, Run, Suite } from '../lib/report.ts';
import { Stage } from '../lib/stage.ts';
import { medians } from '../lib/statistics.ts';
import { count, milliseconds, rate, share } from '../lib/table.ts';
import type { Protocol } from '../load/client.ts';
import { instantiate } from '../load/template.ts';
import { SCENARIOS, type Scenario, seed } from './scenarios.ts';

interface Pace {
  readonly clients: readonly number[];
  readonly rounds: number;
  readonly sliceMilliseconds: number;
  /** Requests in a slice, at most. */
  readonly sliceLimit: number;
  readonly warmUpMilliseconds: number;
}
const FULL: Pace = {
  clients: [1, 16, 128],
  rounds: 5,
  sliceMilliseconds: 600,
  sliceLimit: 4000,
  warmUpMilliseconds: 600,
};
const QUICK: Pace = {
  clients: [1, 16, 128],
  rounds: 1,
  sliceMilliseconds: 80,
  sliceLimit: 300,
  warmUpMilliseconds: 40,
};

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
    await stage.load.call('run', { pool, template: scenario.before, first, limit, milliseconds: Infinity });
  }
  const { template } = scenario;
  const before = await usage(stage, side);
  const slice = await stage.load.call('run', { pool, template, first, limit, milliseconds });
  const after = await usage(stage, side);
  const { requests, seconds, p50, p99 } = slice;
  return { perSecond: requests / seconds, p50, p99, processor: (after.processor - before.processor) / requests };
}

async function sideBySide(stage: Stage, cell: Cell, pace: Pace): Promise<Record<Side, Measured>> {
  const { protocol, clients } = cell;
  await stage.load.call('open', { pool: 'bare', endpoint: { protocol, port: stage.ports[protocol] }, clients });
  await stage.load.call('open', { pool: 'allium', endpoint: { protocol, port: stage.ports.allium }, clients });
  const results: Record<Side, Measured[]> = { bare: [], allium: [] };
  const limit = Math.max(pace.sliceLimit, clients);
  for (let round = 0; round <= pace.rounds; round++) {
    const milliseconds = round === 0 ? pace.warmUpMilliseconds : pace.sliceMilliseconds;
    for (const side of ['bare', 'allium'] as const) {
      const measured = await measure(stage, side, cell, limit, milliseconds);
      if (round > 0) results[side].push(measured);
    }
  }
  for (const side of ['bare', 'allium'] as const) await stage.load.call('close', side);
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

async function measureAll(stage: Stage, run: Run, pace: Pace): Promise<Report> {
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => run.wants(name))) {
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
    await seed(stage);
    return [await measureAll(stage, run, run.quick ? QUICK : FULL)];
  });
