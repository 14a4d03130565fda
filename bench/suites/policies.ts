/**
 * Creating an object that 100 validating policies judge, in process, against creating one that none does, in turns: how
 * much more processor time a request takes. A last row has as many policies, all for another resource.
 */
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { addValidatingPolicy } from '../../src/assembly/testing-policies.ts';
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

/** @returns milliseconds on the clock */
async function create(api: TestApi, name: string): Promise<number> {
  const metadata = { name, labels: { app: 'web' } };
  const data = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key-${i}`, 'some value']));
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  const start = performance.now();
  const { status, text } = await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
  if (status !== 201) throw new Error(text);
  return performance.now() - start;
}

/** Of this thread, in milliseconds. It counts in steps of a few: measured are slices of many requests. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const SLICE = 50;

class Case {
  readonly name: string;
  readonly times: number[] = [];
  readonly #api: TestApi;
  #spent = 0;
  #created = 0;

  constructor(name: string, api: TestApi) {
    this.name = name;
    this.#api = api;
  }

  async slice(): Promise<void> {
    const start = processorTime();
    for (let i = 0; i < SLICE; i++) this.times.push(await create(this.#api, `c-${++this.#created}`));
    this.#spent += processorTime() - start;
  }

  /** What was measured so far was the warming up. */
  restart(): void {
    this.times.length = 0;
    this.#spent = 0;
  }

  get processorTime(): number {
    return this.#spent / this.times.length;
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}

const HEADER = ['policies', 'processor time', 'more than none', 'of none', 'p99 on the clock', 'more than none'];

export const policiesSuite: Suite = async (run) => {
  const cases = [
    new Case('none', await openWith(undefined)),
    new Case(`${POLICIES} that judge it`, await openWith('configmaps')),
    new Case(`${POLICIES} for another resource`, await openWith('secrets')),
  ];
  const slices = run.quick ? 4 : 60;
  run.progress(`${count(slices * SLICE)} creations each, in turns`);
  for (const one of cases) {
    await one.slice();
    one.restart();
  }
  for (let i = 0; i < slices; i++) for (const one of cases) await one.slice();
  await Promise.all(cases.map((one) => one.close()));
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
