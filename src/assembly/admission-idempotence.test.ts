/** Admitting what was admitted changes nothing: all mutating plugins together, policies too, over objects of every sort. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { PLUGIN_ORDER } from '../admission/plugin-order.ts';
import { attributesOf, type TestWrite } from '../admission/testing.ts';
import type { KubeObject } from '../api/object.ts';
import { cloneJson } from '../util/clone.ts';
import { deepEqual } from '../util/deep-equal.ts';
import { openTestApi, type TestApi } from './testing.ts';
import { addMutatingPolicy } from './testing-policies.ts';

const NS = '/api/v1/namespaces/default';
const HARDENED = {
  seLinux: { rule: 'RunAsAny' },
  runAsUser: { rule: 'MustRunAs', ranges: [{ min: 1000, max: 2000 }] },
  supplementalGroups: { rule: 'MustRunAs', ranges: [{ min: 1, max: 65535 }] },
  fsGroup: { rule: 'MustRunAs', ranges: [{ min: 1, max: 65535 }] },
  requiredDropCapabilities: ['NET_RAW'],
  defaultAllowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  volumes: ['*'],
};

/** Something for each plugin to do. */
const CLUSTER: readonly (readonly [path: string, object: object])[] = [
  [`${NS}/serviceaccounts`, { metadata: { name: 'default' }, imagePullSecrets: [{ name: 'registry' }] }],
  [`${NS}/serviceaccounts`, { metadata: { name: 'robot' }, automountServiceAccountToken: false }],
  [
    `${NS}/limitranges`,
    {
      metadata: { name: 'l' },
      spec: { limits: [{ type: 'Container', default: { cpu: '2', memory: '1Gi' }, defaultRequest: { cpu: '1' } }] },
    },
  ],
  [
    '/apis/scheduling.k8s.io/v1/priorityclasses',
    { metadata: { name: 'usual' }, value: 7, globalDefault: true, preemptionPolicy: 'Never' },
  ],
  ['/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: 'high' }, value: 100 }],
  [
    '/apis/node.k8s.io/v1/runtimeclasses',
    {
      metadata: { name: 'kata' },
      handler: 'kata',
      overhead: { podFixed: { cpu: '250m' } },
      scheduling: { nodeSelector: { kata: 'yes' }, tolerations: [{ key: 'kata', operator: 'Exists' }] },
    },
  ],
  [
    '/apis/storage.k8s.io/v1/storageclasses',
    {
      metadata: { name: 'gold', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
    },
  ],
  [
    '/apis/networking.k8s.io/v1/ingressclasses',
    {
      metadata: { name: 'front', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'example.com/c' },
    },
  ],
  ['/apis/policy/v1beta1/podsecuritypolicies', { metadata: { name: 'hardened' }, spec: HARDENED }],
];

/** They refuse everything, or want a configuration. */
const WITHOUT_MUTATION: ReadonlySet<string> = new Set(['AlwaysDeny', 'EventRateLimit', 'ImagePolicyWebhook']);

let api: TestApi;
before(async () => {
  api = await openTestApi({ admission: PLUGIN_ORDER.filter((name) => !WITHOUT_MUTATION.has(name)) });
  for (const [path, object] of CLUSTER) {
    const { status, text } = await api.call('POST', path, object);
    assert.equal(status, 201, text);
  }
  const labelled = `Object{metadata: Object.metadata{labels: {"by": "policy"}}}`;
  const added = await addMutatingPolicy(api, {
    match: { resourceRules: [{ operations: ['CREATE'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] },
    spec: { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: labelled } }] },
  });
  assert.equal(added.status, 201, added.text);
});
after(() => api.close());

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const among = <T>(...values: T[]) => fc.constantFrom(...values);
/** Without the members that are undefined, as it comes from a body. */
const sent = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<any> =>
  arbitrary.map((value) => JSON.parse(JSON.stringify(value)));

const amounts = fc.dictionary(among('cpu', 'memory', 'ephemeral-storage'), among('100m', '1', '2Gi'));
const container = (name: string, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({
    name: fc.constant(name),
    image: among('i', 'i:1', 'registry.example.com/i@sha256:0'),
    imagePullPolicy: maybe(among('Never', 'Always', 'IfNotPresent')),
    resources: maybe(fc.record({ requests: maybe(amounts), limits: maybe(amounts) })),
    volumeMounts: maybe(among([], [{ name: 'v', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }])),
    securityContext: maybe(
      fc.record({
        privileged: maybe(among(false)),
        runAsUser: maybe(among(1500)),
        capabilities: maybe(among({}, { drop: ['ALL'] })),
      }),
    ),
    ...more,
  });
const toleration = fc.record({
  key: maybe(among('node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', 'kata', 'other')),
  operator: among('Exists', 'Equal'),
  effect: maybe(among('NoExecute', 'NoSchedule')),
  tolerationSeconds: maybe(among(0, 5)),
});
const pod = sent(
  fc.record({
    metadata: fc.record({
      labels: maybe(among({}, { by: 'hand' }, { app: 'x' })),
      annotations: maybe(among({}, { 'example.com/note': 'x' })),
    }),
    spec: fc.record({
      containers: fc.tuple(container('a'), container('b')),
      initContainers: maybe(fc.tuple(container('s', { restartPolicy: maybe(among('Always')) }))),
      volumes: maybe(among([], [{ name: 'v', emptyDir: {} }], [{ name: 'v', image: { reference: 'i' } }])),
      serviceAccountName: maybe(among('default', 'robot')),
      automountServiceAccountToken: maybe(fc.boolean()),
      imagePullSecrets: maybe(among([], [{ name: 'mine' }])),
      priorityClassName: maybe(among('high', 'usual', 'system-node-critical')),
      runtimeClassName: maybe(among('kata')),
      nodeSelector: maybe(among({}, { kata: 'yes' }, { zone: 'a' })),
      tolerations: maybe(fc.array(toleration, { maxLength: 3 })),
      securityContext: maybe(among({}, { runAsUser: 1200 }, { fsGroup: 3 })),
    }),
  }),
);

const claim = sent(
  fc.record({
    spec: fc.record({
      accessModes: among(['ReadWriteOnce']),
      storageClassName: maybe(among('', 'gold', 'silver')),
      resources: fc.record({ requests: among({ storage: '1Gi' }) }),
    }),
  }),
);
const finalized = sent(
  fc.record({ metadata: fc.record({ finalizers: maybe(among([], ['a.b/c'])) }), spec: among({}) }),
);
const ingress = sent(fc.record({ spec: fc.record({ ingressClassName: maybe(among('front', 'back')) }) }));
const node = sent(
  fc.record({
    metadata: among({ namespace: '' }),
    spec: fc.record({ taints: maybe(among([], [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])) }),
  }),
);

interface Subject {
  readonly resource: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly objects: fc.Arbitrary<any>;
}

const SUBJECTS: readonly Subject[] = [
  { resource: 'pods', kind: 'Pod', objects: pod },
  { resource: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', objects: claim },
  { resource: 'persistentvolumes', kind: 'PersistentVolume', namespace: '', objects: finalized },
  { resource: 'ingresses.networking.k8s.io', kind: 'Ingress', objects: ingress },
  { resource: 'nodes', kind: 'Node', namespace: '', objects: node },
];

/** @returns as mutation leaves it; undefined: it is refused */
async function admitted(write: TestWrite): Promise<KubeObject | undefined> {
  const attributes = attributesOf({ user: { name: 'admin', groups: ['system:masters'] }, ...write });
  try {
    await api.api.admission.mutate(attributes);
  } catch (error) {
    if ((error as Error).name !== 'StatusError') throw error;
    return undefined;
  }
  return attributes.object;
}

for (const { resource, kind, namespace = 'default', objects } of SUBJECTS) {
  test(`of ${resource}`, async () => {
    let admissions = 0;
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(objects, async (object) => {
        const write = { resource, kind, namespace, object: { apiVersion: apiVersionOf(resource), kind, ...object } };
        const once = await admitted(write);
        if (!once) return;
        admissions += 1;
        const settled = cloneJson(once);
        if (!deepEqual(once, write.object)) changes += 1;
        const twice = await admitted({ ...write, object: once });
        assert.deepEqual(twice, settled);
      }),
      { numRuns: 150 },
    );
    assert.ok(admissions > 50 && changes > 5, `there was little to see: ${admissions} admitted, ${changes} changed`);
  });
}

function apiVersionOf(resource: string): string {
  return resource.includes('.') ? `${resource.slice(resource.indexOf('.') + 1)}/v1` : 'v1';
}
