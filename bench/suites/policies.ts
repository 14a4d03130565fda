/**
 * Creating a pod that 100 policies in CEL judge or look at, in process and with the default plugins, against creating one
 * without policies, in turns: how much more a request takes.
 */
import { Child } from '../lib/child.ts';
import type { Suite } from '../lib/report.ts';
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

const HEADER = ['policies', 'processor time', 'more than none', 'of none', 'more at best', 'p99 on the clock', 'more'];

export const policiesSuite: Suite = async (run) => {
  const children = Object.keys(CASES).map(
    (name) => [name, new Child<PolicyProcedures>('servers/policies.ts')] as const,
  );
  try {
    for (const [name, child] of children) await child.call('open', CASES[name]!);
    const doers = new Map(
      children.map(([name, child]) => [name, (size: number) => child.call('slice', size)] as const),
    );
    const records = await inTurns(doers, { slices: run.quick ? 4 : 40, size: run.quick ? 50 : 100, progress: run.progress });
    const none = records[0]!;
    const rows = records.map(({ name, processorTime, least, p99 }) => [
      name,
      milliseconds(processorTime),
      milliseconds(processorTime - none.processorTime),
      `${(processorTime / none.processorTime).toFixed(2)} x`,
      milliseconds(least - none.least),
      milliseconds(p99),
      milliseconds(p99 - none.p99),
    ]);
    const title = `Creating a pod under policies in CEL (aim: less than ${AIM_MILLISECONDS} ms more at p99)`;
    return [{ title, header: HEADER, rows, records }];
  } finally {
    await Promise.all(children.map(([, child]) => child.end()));
  }
};
