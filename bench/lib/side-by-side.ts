/** The same requests to several servers, in slices that take turns. */
import type { Protocol } from '../load/client.ts';
import type { LoadProcedures } from '../load/load.ts';
import type { Usage } from '../servers/probe.ts';
import type { Scenario } from '../suites/scenarios.ts';
import type { Child } from './child.ts';
import { medians } from './statistics.ts';

export interface Pace {
  readonly clients: readonly number[];
  readonly rounds: number;
  readonly sliceMilliseconds: number;
  /** Requests in a slice, at most. */
  readonly sliceLimit: number;
  /** The same where each of them needs another one before. */
  readonly preparedLimit: number;
  readonly warmUpMilliseconds: number;
}

export const FULL: Pace = {
  clients: [1, 16, 128],
  rounds: 5,
  sliceMilliseconds: 600,
  sliceLimit: 4000,
  preparedLimit: 1000,
  warmUpMilliseconds: 600,
};
export const QUICK: Pace = {
  clients: [1, 16],
  rounds: 1,
  sliceMilliseconds: 50,
  sliceLimit: 200,
  preparedLimit: 100,
  warmUpMilliseconds: 20,
};

/** Requests a second; milliseconds of latency; microseconds of processor time of one request. */
export type Measured = Readonly<Record<'perSecond' | 'p50' | 'p99' | 'processor', number>>;

export interface Cell {
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly clients: number;
}

/** One of the servers. */
export interface Side {
  readonly name: string;
  /** It keeps what it is told, so a scenario's `before` is for it too. */
  readonly keeps: boolean;
  port(protocol: Protocol): number;
  usage(): Promise<Usage>;
}

type Load = Child<LoadProcedures>;

/** Numbers for `{n}`, never given twice. */
let numbers = 0;
export function takeNumbers(amount: number): number {
  numbers += amount;
  return numbers - amount;
}

const PREPARERS = 64;
const preparersOf = (side: Side) => `preparers of ${side.name}`;

export async function sideBySide(load: Load, sides: readonly Side[], cell: Cell, pace: Pace): Promise<Measured[]> {
  const pools = await connect(load, sides, cell);
  const results: Measured[][] = sides.map(() => []);
  const limit = cell.scenario.before ? pace.preparedLimit : pace.sliceLimit;
  for (let round = 0; round <= pace.rounds; round++) {
    const milliseconds = round === 0 ? pace.warmUpMilliseconds : pace.sliceMilliseconds;
    for (const [i, side] of sides.entries()) {
      const measured = await measure(load, side, cell.scenario, limit, milliseconds);
      if (round > 0) results[i]!.push(measured);
    }
  }
  for (const pool of pools) await load.call('close', pool);
  return results.map(medians);
}

async function connect(load: Load, sides: readonly Side[], { scenario, protocol, clients }: Cell): Promise<string[]> {
  const pools: string[] = [];
  const open = async (pool: string, side: Side, amount: number) => {
    await load.call('open', { pool, endpoint: { protocol, port: side.port(protocol) }, clients: amount });
    pools.push(pool);
  };
  for (const side of sides) {
    await open(side.name, side, clients);
    if (scenario.before && side.keeps) await open(preparersOf(side), side, PREPARERS);
  }
  return pools;
}

/** One slice of load on one side. */
async function measure(
  load: Load,
  side: Side,
  { before, template }: Scenario,
  limit: number,
  milliseconds: number,
): Promise<Measured> {
  const first = takeNumbers(limit);
  if (before && side.keeps) {
    const pool = preparersOf(side);
    await load.call('run', { pool, template: before, first, limit, milliseconds: Number.POSITIVE_INFINITY });
  }
  const started = await side.usage();
  const slice = await load.call('run', { pool: side.name, template, first, limit, milliseconds });
  const ended = await side.usage();
  const { requests, seconds, p50, p99 } = slice;
  return { perSecond: requests / seconds, p50, p99, processor: (ended.processor - started.processor) / requests };
}
