/**
 * The Node authorizer at 5,000 nodes and 100,000 pods: its graph made from stored bytes, against reading these bytes
 * alone; a decision, against one look-up in a map of as many entries; and a pod that comes and goes.
 */
import type { KubeObject } from '../../src/api/object.ts';
import type { Attributes, Authorizer } from '../../src/authorization/authorizer.ts';
import { type FollowedObjects, follow } from '../../src/authorization/node/follow.ts';
import { NodeGraph } from '../../src/authorization/node/graph.ts';
import { nodeAuthorizer } from '../../src/authorization/node/node-authorizer.ts';
import type { StoredChange } from '../../src/util/in-step.ts';
import type { Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count, mebibytes, milliseconds } from '../lib/table.ts';

const PODS_ON_A_NODE = 20;
const NAMESPACES = 100;
const SLICES = 50;

const container = { image: 'registry.example/main:1', ports: [{ containerPort: 8080, protocol: 'TCP' }] };
const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } };

/** As a Deployment's are: a secret of its own, one that its namespace shares, and every tenth with a volume. */
function pod(i: number): KubeObject {
  const token = {
    projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'root' } }] },
  };
  const claim = i % 10 === 0 ? [{ name: 'data', persistentVolumeClaim: { claimName: `claim-${i}` } }] : [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${i}`, namespace: `namespace-${i % NAMESPACES}`, uid: `${i}`, labels: { app: `app-${i}` } },
    spec: {
      nodeName: `node-${Math.floor(i / PODS_ON_A_NODE)}`,
      serviceAccountName: `account-${i % 10}`,
      containers: [
        { ...container, name: 'main', resources, envFrom: [{ secretRef: { name: 'shared' } }] },
        { ...container, name: 'side', resources },
      ],
      volumes: [{ name: 'token', ...token }, { name: 'own', secret: { secretName: `secret-${i}` } }, ...claim],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** All of one storage system, with one secret. */
function volume(i: number): KubeObject {
  const claimRef = { namespace: `namespace-${i % NAMESPACES}`, name: `claim-${i}` };
  const csi = { driver: 'csi', volumeHandle: `${i}`, nodeStageSecretRef: { namespace: 'storage', name: 'mount' } };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `volume-${i}` }, spec: { claimRef, csi } };
}

function stored(object: KubeObject) {
  const { namespace = '', name } = object.metadata;
  return { key: `${namespace}/${name}`, bytes: Buffer.from(JSON.stringify(object)), object };
}

type Stored = ReturnType<typeof stored>;

function cluster(pods: number) {
  const lists = {
    pods: Array.from({ length: pods }, (_, i) => stored(pod(i))),
    persistentvolumes: Array.from({ length: pods / 10 }, (_, i) => stored(volume(i * 10))),
  };
  let tell: (change: StoredChange<KubeObject>) => void = () => {};
  const of = (list: readonly Stored[]) => ({ list: () => list, watch: () => () => {} });
  const objects: FollowedObjects = {
    pods: {
      list: () => lists.pods,
      watch(listener) {
        tell = listener;
        return () => {};
      },
    },
    persistentvolumes: of(lists.persistentvolumes),
    volumeattachments: of([]),
    resourceslices: of([]),
  };
  return { lists, objects, tell: (change: StoredChange<KubeObject>) => tell(change) };
}

function getSecret(node: number, namespace: string, name: string): Attributes {
  const user = { name: `system:node:node-${node}`, groups: ['system:nodes', 'system:authenticated'] };
  const what = { group: '', version: 'v1', resource: 'secrets', subresource: '', path: '' };
  return { user, verb: 'get', isResourceRequest: true, namespace, name, ...what };
}

/** @returns nanoseconds of one run: the median of slices */
function nanoseconds(runs: number, run: (i: number) => void): number {
  const slice = Math.ceil(runs / SLICES);
  const times = Array.from({ length: SLICES }, (_, s) => {
    const start = performance.now();
    for (let i = s * slice; i < (s + 1) * slice; i++) run(i);
    return ((performance.now() - start) * 1e6) / slice;
  });
  return median(times);
}

function measureDecisions(authorizer: Authorizer, pods: number, runs: number) {
  const owner = (i: number) => Math.floor(i / PODS_ON_A_NODE);
  const question = {
    'own secret': (i: number) => getSecret(owner(i), `namespace-${i % NAMESPACES}`, `secret-${i}`),
    'shared secret': (i: number) => getSecret(owner(i), `namespace-${i % NAMESPACES}`, 'shared'),
    "a volume's secret": (i: number) => getSecret(owner(i), 'storage', 'mount'),
    refused: (i: number) => getSecret(owner(i), `namespace-${i % NAMESPACES}`, `secret-${(i + pods / 2) % pods}`),
  };
  return Object.entries(question).map(([name, ask]) => {
    // Made beforehand: what a request's attributes cost is not the authorizer's.
    const asked = Array.from({ length: 10_000 }, (_, i) => ask((i * 7919) % pods));
    const expected = name === 'refused' ? 'no-opinion' : 'allow';
    const decide = (i: number) => {
      const decision = authorizer.authorize(asked[i % asked.length]!);
      if (!('outcome' in decision) || decision.outcome !== expected) throw new Error(`${name}: ${decision}`);
    };
    return { name, nanoseconds: nanoseconds(runs, decide) };
  });
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

export const nodeAuthorizerSuite: Suite = async (run) => {
  const pods = run.quick ? 10_000 : 100_000;
  const runs = run.quick ? 20_000 : 1_000_000;
  run.progress(`a graph of ${count(pods)} pods`);
  const { lists, objects, tell } = cluster(pods);

  const parseStart = performance.now();
  for (const { bytes } of [...lists.pods, ...lists.persistentvolumes]) JSON.parse(bytes.toString());
  const parse = performance.now() - parseStart;

  const heapBefore = heapUsed();
  const graph = new NodeGraph();
  const buildStart = performance.now();
  const { synced } = follow(graph, objects, (_key, error) => {
    throw error;
  });
  await synced;
  const build = performance.now() - buildStart;
  const heap = heapUsed() - heapBefore;

  const authorizer = nodeAuthorizer({ graph, synced, rules: [] });
  await authorizer.synced;
  const decisions = measureDecisions(authorizer, pods, runs);
  const keys = lists.pods.map(({ key }) => key);
  const map = new Map(keys.map((key) => [key, key]));
  const lookUp = nanoseconds(runs, (i) => {
    const asked = keys[(i * 7919) % pods]!;
    if (map.get(`${asked.slice(0, 5)}${asked.slice(5)}`) !== asked) throw new Error(asked);
  });
  const news = Array.from({ length: 1000 }, (_, i) => stored(pod(pods + i * 10)));
  const change = nanoseconds(runs / 10, (i) => {
    const current = news[i % news.length]!;
    tell({ type: 'ADDED', current });
    tell({ type: 'DELETED', current });
  });

  const row = (name: string, cost: number) => [name, `${(cost / 1000).toFixed(2)} µs`, (cost / lookUp).toFixed(1)];
  return [
    {
      title: `Node authorizer, ${count(pods / PODS_ON_A_NODE)} nodes and ${count(pods)} pods`,
      header: ['decision', 'median', 'of one look-up'],
      rows: [
        ...decisions.map(({ name, nanoseconds }) => row(name, nanoseconds)),
        row('a pod comes and goes', change),
        row('one look-up in a map', lookUp),
      ],
      records: [...decisions, { name: 'change', nanoseconds: change }, { name: 'look-up', nanoseconds: lookUp }],
    },
    {
      title: 'Its graph, from stored bytes',
      header: ['', 'build', 'reading JSON alone', 'heap'],
      rows: [[`${count(graph.size)} objects`, milliseconds(build), milliseconds(parse), mebibytes(heap)]],
      records: [{ objects: graph.size, build, parse, heap }],
    },
  ];
};
