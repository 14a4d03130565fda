/**
 * Creating a pod that 100 policies in CEL judge or look at, in process and with the default plugins, against creating one
 * without policies, in turns: how much more a request takes, and how long the policies' part of it is on the clock.
 */
import { Child } from '../lib/child.ts';
import type { Suite } from '../lib/report.ts';
import { median, percentile } from '../lib/statistics.ts';
import { milliseconds } from '../lib/table.ts';
import { inTurns } from '../lib/turns.ts';
import type { Policies, PolicyProcedures } from '../servers/policies.ts';

const POLICIES = 100;
const AIM_MILLISECONDS = 5;

const CASES: Readonly<Record<string, Policies>> = {
  none: { kind: 'validating', count: 0, resource: 'pods' },
  [`${POLICIES} validating`]: { kind: 'validating', count: POLICIES, resource: 'pods' },
  [`${POLICIES} validating another resource`]: { kind: 'validating', count: POLICIES, resource: 'secrets' },
  [`${POLICIES} mutating, of which 10 do`]: { kind: 'mutating', count: POLICIES, resource: 'pods' },
};

const HEADER = [
  'policies',
  'processor time',
  'more than none',
  'of none',
  'decision p50',
  'decision p99',
  'request p99',
];

export const policiesSuite: Suite = async (run) => {
  const children = Object.keys(CASES).map(
    (name) => [name, new Child<PolicyProcedures>('servers/policies.ts')] as const,
  );
  const turns = { slices: run.quick ? 4 : 40, size: run.quick ? 50 : 100, progress: run.progress };
  try {
    for (const [name, child] of children) await child.call('open', CASES[name]!);
    const doers = new Map(
      children.map(([name, child]) => [name, (size: number) => child.call('slice', size)] as const),
    );
    const measured = await inTurns(doers, turns);
    const decisions = await Promise.all(
      children.map(([, child]) => child.call('decisions', turns.slices * turns.size)),
    );
    const records = measured.map((one, index) => {
      const times = decisions[index]!;
      return { ...one, decisionP50: median(times), decisionP99: percentile(times, 0.99) };
    });
    const none = records[0]!;
    const rows = records.map(({ name, processorTime, decisionP50, decisionP99, p99 }) => [
      name,
      milliseconds(processorTime),
      milliseconds(processorTime - none.processorTime),
      `${(processorTime / none.processorTime).toFixed(2)} x`,
      ...[decisionP50, decisionP99, p99].map(milliseconds),
    ]);
    const title = `Creating a pod under policies in CEL (aim: a decision takes less than ${AIM_MILLISECONDS} ms at p99)`;
    return [{ title, header: HEADER, rows, records }];
  } finally {
    await Promise.all(children.map(([, child]) => child.end()));
  }
};
