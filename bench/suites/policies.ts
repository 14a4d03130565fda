/**
 * Creating an object that 100 validating policies judge, in process, against creating one that none does, in turns: how
 * much a request takes longer. A last row has as many policies, all for another resource.
 */
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { addValidatingPolicy } from '../../src/assembly/testing-policies.ts';
import type { Suite } from '../lib/report.ts';
import { median, percentile } from '../lib/statistics.ts';
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

async function create(api: TestApi, index: number): Promise<number> {
  const metadata = { name: `c-${index}`, labels: { app: 'web' } };
  const data = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key-${i}`, 'some value']));
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  const start = performance.now();
  const { status, text } = await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
  if (status !== 201) throw new Error(text);
  return performance.now() - start;
}

const HEADER = ['policies', 'median', 'p99', 'added at p99', 'of none'];

export const policiesSuite: Suite = async (run) => {
  const cases = [
    { name: 'none', api: await openWith(undefined) },
    { name: `${POLICIES} that judge it`, api: await openWith('configmaps') },
    { name: `${POLICIES} for another resource`, api: await openWith('secrets') },
  ].map((one) => ({ ...one, times: [] as number[] }));
  const warmUp = 100;
  const requests = run.quick ? 200 : 3000;
  run.progress(`${count(requests)} creations each, in turns`);
  for (let i = 0; i < warmUp + requests; i++) {
    for (const { api, times } of cases) {
      const time = await create(api, i);
      if (i >= warmUp) times.push(time);
    }
  }
  await Promise.all(cases.map(({ api }) => api.close()));
  const [none] = cases.map(({ times }) => ({ median: median(times), p99: percentile(times, 0.99) }));
  const records = cases.map(({ name, times }) => {
    const p99 = percentile(times, 0.99);
    return { name, median: median(times), p99, added: p99 - none!.p99, ratio: median(times) / none!.median };
  });
  const rows = records.map(({ name, median: middle, p99, added, ratio }) => [
    name,
    milliseconds(middle),
    milliseconds(p99),
    milliseconds(added),
    `${ratio.toFixed(2)} x`,
  ]);
  const title = `Creating a ConfigMap under policies in CEL (aim: less than ${AIM_MILLISECONDS} ms more at p99)`;
  return [{ title, header: HEADER, rows, records }];
};
