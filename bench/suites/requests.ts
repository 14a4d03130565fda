/** What a request costs: each verb against a bare handler that writes the same bytes, in slices that take turns. */

import type { Report, Run, Suite } from '../lib/report.ts';
import { type Cell, FULL, type Measured, type Pace, QUICK, sideBySide, takeNumbers } from '../lib/side-by-side.ts';
import { Stage } from '../lib/stage.ts';
import { count, milliseconds, rate, share } from '../lib/table.ts';
import { instantiate } from '../load/template.ts';
import { longListOf, type Scenario, scenarios, seed } from './scenarios.ts';

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

function row({ scenario, protocol, clients }: Cell, bare: Measured, allium: Measured): string[] {
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
        const [bare, allium] = await sideBySide(stage.load, [stage.bareSide, stage.alliumSide], cell, pace);
        rows.push(row(cell, bare!, allium!));
        records.push({ request: scenario.name, protocol, clients, bare, allium });
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
