/**
 * Creating an object that 100 validating policies judge, in process, against creating one that none does, in turns: how
 * much more processor time a request takes. A last row has as many policies, all for another resource.
 */
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { addValidatingPolicy } from '../../src/assembly/testing-policies.ts';
import { Case, inTurns } from '../lib/case.ts';
import type { Suite } from '../lib/report.ts';
import { percentile } from '../lib/statistics.ts';
import { count, milliseconds } from '../lib/table.ts';

const POLICIES = 100;
const AIM_MILLISECONDS = 5;
const ADMISSION = ['NamespaceLifecycle', 'MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'] as const;
const RULE = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'] };

/** What policies commonly look at: some have variables and conditions. */
function policy(index: number, resource: string) {
  return {
    name: `policy-${index}`,
    match: { resourceRules: [{ ...RULE, resources: [resource] }] },
    spec: {
      matchConditions: [{ name: 'people', expression: "!request.userInfo.username.startsWith('system:')" }],
      variables: [{ name: 'labels', expression: 'object.metadata.?labels.orValue({})' }],
      validations: [
        { expression: "'app' in variables.labels && variables.labels.app.matches('^[a-z-]+$')" },
        { expression: `object.data.all(key, size(object.data[key]) < ${1000 + index})` },
      ],
    },
  };
}

async function openWith(resource: string | undefined): Promise<TestApi> {
  const api = await openTestApi({ admission: ADMISSION });
  if (resource === undefined) return api;
  for (let i = 0; i < POLICIES; i++) {
    const { status, text } = await addValidatingPolicy(api, policy(i, resource));
    if (status !== 201) throw new Error(text);
  }
  return api;
}

function creation(api: TestApi): () => Promise<void> {
  const data = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key-${i}`, 'some value']));
  let created = 0;
  return async () => {
    const metadata = { name: `c-${++created}`, labels: { app: 'web' } };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
    const { status, text } = await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
    if (status !== 201) throw new Error(text);
  };
}

const SLICE = 50;

const HEADER = ['policies', 'processor time', 'more than none', 'of none', 'p99 on the clock', 'more than none'];

export const policiesSuite: Suite = async (run) => {
  const settings = [
    ['none', undefined],
    [`${POLICIES} that judge it`, 'configmaps'],
    [`${POLICIES} for another resource`, 'secrets'],
  ] as const;
  const apis = await Promise.all(settings.map(([, resource]) => openWith(resource)));
  const cases = settings.map(([name], index) => new Case(name, SLICE, creation(apis[index]!)));
  const slices = run.quick ? 4 : 60;
  run.progress(`${count(slices * SLICE)} creations each, in turns`);
  await inTurns(cases, slices);
  await Promise.all(apis.map((api) => api.close()));
  const records = cases.map(({ name, times, processorTime: spent }) => {
    return { name, processorTime: spent, p99: percentile(times, 0.99) };
  });
  const none = records[0]!;
  const rows = records.map(({ name, processorTime: spent, p99 }) => [
    name,
    milliseconds(spent),
    milliseconds(spent - none.processorTime),
    `${(spent / none.processorTime).toFixed(1)} x`,
    milliseconds(p99),
    milliseconds(p99 - none.p99),
  ]);
  const title = `Creating a ConfigMap under policies in CEL (aim: less than ${AIM_MILLISECONDS} ms more at p99)`;
  return [{ title, header: HEADER, rows, records }];
};
