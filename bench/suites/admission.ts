/**
 * The creation of a pod, in process and in memory: without admission, with the default plugins, in a namespace with 50
 * quotas and 50 limit ranges, and in one that holds 10,000 pods besides, which must not cost more. In turns.
 */
import type { PluginName } from '../../src/admission/plugin-order.ts';
import type { TestApi } from '../../src/assembly/testing.ts';
import { encodeStored } from '../../src/registry/store/codec.ts';
import { createMemoryStorage } from '../../src/storage/memory/memory.ts';
import { systemClock } from '../../src/util/clock.ts';
import { add, creating, DEFAULT_PLUGINS, openApi } from '../lib/pods.ts';
import type { Suite } from '../lib/report.ts';
import { milliseconds } from '../lib/table.ts';
import { inTurns, repeating } from '../lib/turns.ts';

const RULES = 50;

interface Setting {
  readonly plugins: readonly PluginName[];
  readonly pods: number;
  readonly rules: number;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'no admission': { plugins: [], pods: 0, rules: 0 },
  'default plugins': { plugins: DEFAULT_PLUGINS, pods: 0, rules: 0 },
  'with 50 quotas and limit ranges': { plugins: DEFAULT_PLUGINS, pods: 0, rules: RULES },
  'and 10,000 pods': { plugins: DEFAULT_PLUGINS, pods: 10_000, rules: RULES },
};

const spec = {
  serviceAccountName: 'default',
  containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '1m' }, limits: { cpu: '2m' } } }],
};
const pod = (name: string) => ({ kind: 'Pod', metadata: { name }, spec });

function stored(name: string) {
  const metadata = { name, namespace: 'default', uid: name, creationTimestamp: '2030-01-01T00:00:00Z' };
  const value = encodeStored({ apiVersion: 'v1', ...pod(name), metadata, status: { phase: 'Running' } });
  return { type: 'put', key: `/registry/pods/default/${name}`, value } as const;
}

async function open({ plugins, pods, rules }: Setting): Promise<TestApi> {
  const storage = createMemoryStorage({ clock: systemClock });
  for (let i = 0; i < pods; i += 100) {
    await storage.commit(Array.from({ length: 100 }, (_, j) => stored(`pod-${i + j}`)));
  }
  const api = await openApi(plugins, { storage });
  for (let i = 0; i < rules; i++) {
    const hard = { pods: '1000000', 'requests.cpu': '1000000' };
    const limits = [{ type: 'Container', max: { cpu: '1' }, default: { cpu: '10m' } }];
    await add(api, 'resourcequotas', { kind: 'ResourceQuota', metadata: { name: `quota-${i}` }, spec: { hard } });
    await add(api, 'limitranges', { kind: 'LimitRange', metadata: { name: `range-${i}` }, spec: { limits } });
  }
  return api;
}

const HEADER = ['namespace', 'processor time', 'of the row above', 'p50', 'p99'];

export const admissionSuite: Suite = async (run) => {
  const apis = new Map<string, TestApi>();
  for (const [name, setting] of Object.entries(SETTINGS)) {
    if (!run.wants(name)) continue;
    run.progress(`${name}: making it`);
    apis.set(name, await open(setting));
  }
  const doers = new Map([...apis].map(([name, api]) => [name, repeating(creating(api, pod))] as const));
  const measured = await inTurns(doers, { slices: run.quick ? 4 : 20, size: 50, progress: run.progress });
  for (const api of apis.values()) await api.close();
  const records = measured.map((each, index) => {
    const above = measured[Math.max(0, index - 1)]!;
    return { ...each, ratio: each.processorTime / above.processorTime };
  });
  const rows = records.map(({ name, processorTime, ratio, p50, p99 }) => [
    name,
    milliseconds(processorTime),
    ratio.toFixed(2),
    milliseconds(p50),
    milliseconds(p99),
  ]);
  return [{ title: 'Creating a pod', header: HEADER, rows, records }];
};
