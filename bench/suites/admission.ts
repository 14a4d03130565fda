/**
 * The creation of a pod, in process and in memory: without admission, with the default plugins, in a namespace with 50
 * quotas and 50 limit ranges, and in one that holds 10,000 pods besides, which must not cost more. In turns.
 */
import type { PluginName } from '../../src/admission/plugin-order.ts';
import { selectPlugins } from '../../src/admission/select-plugins.ts';
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { encodeStored } from '../../src/registry/store/codec.ts';
import { createMemoryStorage } from '../../src/storage/memory/memory.ts';
import { systemClock } from '../../src/util/clock.ts';
import type { Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';

const SLICES = 9;
const RULES = 50;
const NAMESPACE = '/api/v1/namespaces/default';

interface Setting {
  readonly name: string;
  readonly plugins: readonly PluginName[];
  readonly pods: number;
  readonly rules: number;
}

const DEFAULTS = selectPlugins({ enable: [], disable: [] });
const SETTINGS: readonly Setting[] = [
  { name: 'no admission', plugins: [], pods: 0, rules: 0 },
  { name: 'default plugins', plugins: DEFAULTS, pods: 0, rules: 0 },
  { name: 'with 50 quotas and limit ranges', plugins: DEFAULTS, pods: 0, rules: RULES },
  { name: 'and 10,000 pods', plugins: DEFAULTS, pods: 10_000, rules: RULES },
];

const spec = {
  serviceAccountName: 'default',
  containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '1m' }, limits: { cpu: '2m' } } }],
};

function stored(name: string) {
  const metadata = { name, namespace: 'default', uid: name, creationTimestamp: '2030-01-01T00:00:00Z' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase: 'Running' } };
  return { type: 'put', key: `/registry/pods/default/${name}`, value: encodeStored(pod) } as const;
}

async function open({ plugins, pods, rules }: Setting): Promise<TestApi> {
  const storage = createMemoryStorage({ clock: systemClock });
  for (let i = 0; i < pods; i += 100) {
    await storage.commit(Array.from({ length: 100 }, (_, j) => stored(`pod-${i + j}`)));
  }
  const api = await openTestApi({ storage, admission: plugins });
  await add(api, 'serviceaccounts', { kind: 'ServiceAccount', metadata: { name: 'default' } });
  for (let i = 0; i < rules; i++) {
    const hard = { pods: '1000000', 'requests.cpu': '1000000' };
    const limits = [{ type: 'Container', max: { cpu: '1' }, default: { cpu: '10m' } }];
    await add(api, 'resourcequotas', { kind: 'ResourceQuota', metadata: { name: `quota-${i}` }, spec: { hard } });
    await add(api, 'limitranges', { kind: 'LimitRange', metadata: { name: `range-${i}` }, spec: { limits } });
  }
  return api;
}

async function add(api: TestApi, resource: string, object: object): Promise<void> {
  const { status, text } = await api.call('POST', `${NAMESPACE}/${resource}`, { apiVersion: 'v1', ...object });
  if (status !== 201) throw new Error(`${resource}: ${text}`);
}

let made = 0;

/** @returns microseconds for one */
async function createPods(api: TestApi, pods: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < pods; i++) await add(api, 'pods', { kind: 'Pod', metadata: { name: `new-${made++}` }, spec });
  return ((performance.now() - start) * 1000) / pods;
}

export const admissionSuite: Suite = async (run) => {
  const creates = run.quick ? 20 : 100;
  const wanted = SETTINGS.filter(({ name }) => run.wants(name));
  const measured: { name: string; api: TestApi; times: number[] }[] = [];
  for (const setting of wanted) {
    run.progress(`${setting.name}: making it`);
    measured.push({ name: setting.name, api: await open(setting), times: [] });
  }
  for (const { api } of measured) await createPods(api, creates);
  for (let slice = 0; slice < SLICES; slice++) {
    run.progress(`creating pods, ${slice + 1} of ${SLICES}`);
    for (const { api, times } of measured) times.push(await createPods(api, creates));
  }
  for (const { api } of measured) await api.close();
  const medians = measured.map(({ name, times }) => ({ name, microseconds: median(times) }));
  const before = (index: number) => medians[index]!.microseconds / medians[Math.max(0, index - 1)]!.microseconds;
  const records = medians.map((each, index) => ({ ...each, ratio: before(index) }));
  const rows = records.map(({ name, microseconds, ratio }) => [
    name,
    `${microseconds.toFixed(0)} µs`,
    ratio.toFixed(2),
  ]);
  return [{ title: 'Creating a pod', header: ['namespace', 'one creation', 'of the row above'], rows, records }];
};
