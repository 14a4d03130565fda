/**
 * Creating a pod that 100 policies in CEL judge or look at, in process and with the default plugins, against creating one
 * without policies, in turns: how much more a request takes.
 */
import type { TestApi } from '../../src/assembly/testing.ts';
import { addMutatingPolicy, addValidatingPolicy, type TestPolicy } from '../../src/assembly/testing-policies.ts';
import { add, creating, DEFAULT_PLUGINS, openApi } from '../lib/pods.ts';
import { mutatingPolicy, POLICY_PARAMETERS, podUnderPolicies, validatingPolicy } from '../lib/policies.ts';
import type { Suite } from '../lib/report.ts';
import { milliseconds } from '../lib/table.ts';
import { inTurns } from '../lib/turns.ts';

const POLICIES = 100;
const AIM_MILLISECONDS = 5;

type Add = (api: TestApi, policy: TestPolicy) => Promise<{ readonly status: number; readonly text: string }>;

async function openWith(policy: (index: number) => TestPolicy, addPolicy: Add, policies = POLICIES): Promise<TestApi> {
  const api = await openApi(DEFAULT_PLUGINS);
  await add(api, 'configmaps', POLICY_PARAMETERS);
  for (let i = 0; i < policies; i++) {
    const { status, text } = await addPolicy(api, policy(i));
    if (status !== 201) throw new Error(text);
  }
  return api;
}

const HEADER = ['policies', 'processor time', 'more than none', 'of none', 'more at best', 'p99 on the clock', 'more'];

export const policiesSuite: Suite = async (run) => {
  const judging = (index: number) => validatingPolicy(index, 'pods');
  const apis = new Map([
    ['none', await openWith(judging, addValidatingPolicy, 0)],
    [`${POLICIES} validating`, await openWith(judging, addValidatingPolicy)],
    [
      `${POLICIES} validating another resource`,
      await openWith((i) => validatingPolicy(i, 'secrets'), addValidatingPolicy),
    ],
    [`${POLICIES} mutating, of which 10 do`, await openWith(mutatingPolicy, addMutatingPolicy)],
  ]);
  const deeds = new Map([...apis].map(([name, api]) => [name, creating(api, podUnderPolicies)] as const));
  const records = await inTurns(deeds, { slices: run.quick ? 4 : 40, size: 50, progress: run.progress });
  await Promise.all([...apis.values()].map((api) => api.close()));
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
};
