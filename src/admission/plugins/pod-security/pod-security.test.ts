import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../../api/object.ts';
import { admit, attributesOf, type TestWrite } from '../../testing.ts';
import type { PodSecurityObserver } from './observer.ts';
import { DEFAULT_OPTIONS, type PodSecurityOptions } from './options.ts';
import { PodSecurity } from './pod-security.ts';
import { showLevelVersion } from './policy.ts';

const P = 'pod-security.kubernetes.io/';
const PRIVILEGED = { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] };
const FOUND = 'privileged (container "c" must not set securityContext.privileged=true)';
const BASELINE = { enforce: 'baseline' };

interface Around {
  readonly labels?: Record<string, string>;
  readonly options?: PodSecurityOptions;
  readonly pods?: readonly object[];
  /** How many milliseconds each look at the clock takes. */
  readonly tick?: number;
}

function plugin({ labels = {}, options = DEFAULT_OPTIONS, pods = [], tick = 0 }: Around = {}): PodSecurity {
  const namespace = { metadata: { name: 'default', labels: prefixed(labels) } } as unknown as KubeObject;
  let now = 0;
  const ports = {
    findNamespace: (name: string) => (name === 'default' ? namespace : undefined),
    listPods: () => pods as KubeObject[],
    now: () => (now += tick),
  };
  return new PodSecurity(ports, options);
}

function prefixed(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [P + name, value]));
}

function exempting(exemptions: Partial<PodSecurityOptions['exemptions']>, enforce = false): PodSecurityOptions {
  const { defaults } = DEFAULT_OPTIONS;
  return {
    defaults: enforce ? { ...defaults, enforce: { level: 'restricted', version: 30 } } : defaults,
    exemptions: { ...DEFAULT_OPTIONS.exemptions, ...exemptions },
  };
}

/** With what audit is told. */
async function record(security: PodSecurity, write: TestWrite): Promise<Record<string, string>> {
  const annotations: Record<string, string> = {};
  const attributes = {
    ...attributesOf(write),
    annotate(key: string, value: string) {
      annotations[key] = value;
    },
  };
  try {
    security.validate(attributes);
  } catch {}
  return annotations;
}

const pod = (spec: object = PRIVILEGED) => ({ resource: 'pods', object: { spec } });

describe('a pod', () => {
  it('of a namespace without labels', async () => {
    const { refused, warnings } = await admit(plugin(), pod());
    assert.deepEqual([refused, warnings], [undefined, []]);
  });
  it('that violates what is enforced', async () => {
    const { refused, code, warnings } = await admit(plugin({ labels: { ...BASELINE, warn: 'restricted' } }), pod());
    assert.equal(refused, `pods "x" is forbidden: violates PodSecurity "baseline:latest": ${FOUND}`);
    assert.deepEqual([code, warnings], [403, []]);
  });
  it('that has no name yet', async () => {
    const write = { resource: 'pods', object: { metadata: { generateName: 'web-' }, spec: PRIVILEGED } };
    const attributes = { ...attributesOf(write), name: '' };
    const message = `pods "web-" is forbidden: violates PodSecurity "baseline:latest": ${FOUND}`;
    assert.throws(() => plugin({ labels: BASELINE }).validate(attributes), { message });
  });
  it('that violates what is warned about', async () => {
    const labels = { ...BASELINE, warn: 'restricted', 'warn-version': 'v1.24', audit: 'restricted' };
    const { refused, warnings } = await admit(plugin({ labels }), pod({ containers: [{ name: 'c' }] }));
    const rest = 'must set securityContext';
    assert.equal(refused, undefined);
    assert.deepEqual(warnings, [
      `would violate PodSecurity "restricted:v1.24": allowPrivilegeEscalation != false (container "c" ${rest}.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" ${rest}.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" ${rest}.runAsNonRoot=true), seccompProfile (pod or container "c" ${rest}.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
    ]);
  });
  it('of a namespace with a label that cannot be read is held to the restricted level', async () => {
    const { refused } = await admit(
      plugin({ labels: { enforce: 'strict' } }),
      pod({ securityContext: { runAsUser: 0 } }),
    );
    assert.match(refused!, /violates PodSecurity "restricted:latest": runAsUser=0/);
  });
  it('of a namespace that is not there', async () => {
    const { refused } = await admit(plugin(), { ...pod(), namespace: 'gone' });
    assert.equal(refused, 'Internal error occurred: failed to lookup namespace "gone"');
  });
});

describe('exempt', () => {
  const restricted = (exemptions: Partial<PodSecurityOptions['exemptions']>) =>
    plugin({ labels: { enforce: 'restricted', warn: 'restricted' }, options: exempting(exemptions) });
  const CASES: readonly (readonly [string, PodSecurity, TestWrite])[] = [
    ['namespace', restricted({ namespaces: new Set(['default']) }), pod()],
    ['user', restricted({ usernames: new Set(['someone']) }), pod()],
    [
      'runtimeClass',
      restricted({ runtimeClasses: new Set(['kata']) }),
      pod({ ...PRIVILEGED, runtimeClassName: 'kata' }),
    ],
  ];
  for (const [what, security, write] of CASES) {
    it(what, async () => {
      const { refused, warnings } = await admit(security, write);
      assert.deepEqual([refused, warnings], [undefined, []]);
      assert.deepEqual(await record(security, write), { [`${P}exempt`]: what });
    });
  }
  it('others are not', async () => {
    const options = { usernames: new Set(['else']), namespaces: new Set(['else']), runtimeClasses: new Set(['else']) };
    const { refused } = await admit(restricted(options), pod({ ...PRIVILEGED, runtimeClassName: 'kata' }));
    assert.match(refused!, /privileged/);
  });
});

describe('what audit is told', () => {
  const CASES: readonly (readonly [string, Record<string, string>, TestWrite, Record<string, string>])[] = [
    ['of a privileged namespace', {}, pod(), { 'enforce-policy': 'privileged:latest' }],
    ['of a refusal', BASELINE, pod(), { 'enforce-policy': 'baseline:latest' }],
    [
      'of what is audited',
      { audit: 'baseline' },
      pod(),
      {
        'enforce-policy': 'privileged:latest',
        'audit-violations': `would violate PodSecurity "baseline:latest": ${FOUND}`,
      },
    ],
    [
      'of a refusal of what is audited',
      { ...BASELINE, audit: 'baseline' },
      pod(),
      {
        'enforce-policy': 'baseline:latest',
        'audit-violations': `would violate PodSecurity "baseline:latest": ${FOUND}`,
      },
    ],
    [
      'of labels that cannot be read',
      { audit: 'x' },
      pod({}),
      {
        'enforce-policy': 'privileged:latest',
        error: `Failed to parse policy: metadata.labels[${P}audit]: Invalid value: "x": must be one of privileged, baseline, restricted`,
      },
    ],
    [
      'of a workload',
      { ...BASELINE, audit: 'baseline' },
      { resource: 'jobs.batch', object: { spec: { template: { spec: PRIVILEGED } } } },
      { 'audit-violations': `would violate PodSecurity "baseline:latest": ${FOUND}` },
    ],
    [
      'of a workload in a namespace that is not there',
      {},
      { resource: 'jobs.batch', object: {}, namespace: 'gone' },
      { error: 'failed to lookup namespace "gone"' },
    ],
  ];
  for (const [what, labels, write, expected] of CASES) {
    it(what, async () => assert.deepEqual(await record(plugin({ labels }), write), prefixed(expected)));
  }
});

describe('an update of a pod that a laxer policy let in', () => {
  const update = (object: object, resource = 'pods'): TestWrite => ({
    operation: 'UPDATE',
    resource,
    oldObject: { metadata: {}, spec: PRIVILEGED },
    object,
  });
  const image = { containers: [{ ...PRIVILEGED.containers[0], image: 'other' }] };
  const debug = { ...PRIVILEGED, ephemeralContainers: [{ name: 'd', image: 'i' }] };
  const seccomp = { 'container.seccomp.security.alpha.kubernetes.io/c': 'x' };
  const CASES: readonly (readonly [string, TestWrite, boolean])[] = [
    ['of its labels', update({ metadata: { labels: { a: 'b' } }, spec: PRIVILEGED }), true],
    ['of its tolerations', update({ spec: { ...PRIVILEGED, tolerations: [{}] } }), true],
    ['of its status', update({ spec: image }, 'pods/status'), true],
    ['of an image', update({ spec: image }), false],
    ['of a seccomp annotation', update({ metadata: { annotations: seccomp }, spec: PRIVILEGED }), false],
    ['that adds a container for debugging', update({ spec: debug }, 'pods/ephemeralcontainers'), false],
    ['that adds an init container', update({ spec: { ...PRIVILEGED, initContainers: [{ name: 'i' }] } }), false],
    ['by a subresource that nobody knows', update({ spec: image }, 'pods/unheardof'), false],
  ];
  for (const [what, write, isAllowed] of CASES) {
    it(`${what}: ${isAllowed ? 'goes through' : 'is refused'}`, async () => {
      const { refused } = await admit(plugin({ labels: BASELINE }), write);
      assert.equal(refused === undefined, isAllowed, refused);
    });
  }
});

describe('a namespace', () => {
  const write = (labels: Record<string, string>, old?: Record<string, string>): TestWrite => ({
    resource: 'namespaces',
    kind: 'Namespace',
    operation: old ? 'UPDATE' : 'CREATE',
    object: { metadata: { name: 'ns', labels: prefixed(labels) } },
    ...(old && { oldObject: { metadata: { name: 'ns', labels: prefixed(old) } } }),
  });
  const wrong = (value: string) =>
    `Namespace "ns" is invalid: metadata.labels[${P}enforce]: Invalid value: "${value}": must be one of privileged, baseline, restricted`;

  for (const [what, labels, old, refusal] of [
    ['with good labels', { enforce: 'baseline' }, undefined, undefined],
    ['with a bad label', { enforce: 'x' }, undefined, wrong('x')],
    ['that gets a bad label', { enforce: 'x' }, {}, wrong('x')],
    ['that gets another bad label', { enforce: 'y' }, { enforce: 'x' }, wrong('y')],
    ['that has had a bad label all along', { enforce: 'x' }, { enforce: 'x' }, undefined],
  ] as const) {
    it(what, async () => assert.equal((await admit(plugin(), write(labels, old))).refused, refusal));
  }

  const existing = (name: string, spec: object = PRIVILEGED, owner?: string) => ({
    metadata: { name, ...(owner && { ownerReferences: [{ controller: true, uid: owner }] }) },
    spec,
  });
  const HOST = { hostNetwork: true };
  const heading = (level: string) =>
    `existing pods in namespace "ns" violate the new PodSecurity enforce level "${level}"`;
  const PODS = [existing('d', {}), existing('b'), existing('a'), existing('c', HOST), existing('e')];

  const CASES: readonly (readonly [string, Around, TestWrite, string[]])[] = [
    [
      'that is held to a stricter level',
      { pods: PODS },
      write(BASELINE, {}),
      [heading('baseline:latest'), 'a (and 2 other pods): privileged', 'c: host namespaces'],
    ],
    [
      'that is held to another version',
      { pods: [existing('a'), existing('b')] },
      write({ ...BASELINE, 'enforce-version': 'v1.30' }, BASELINE),
      [heading('baseline:v1.30'), 'a (and 1 other pod): privileged'],
    ],
    ['whose pods are fine', { pods: [existing('a', {})] }, write(BASELINE, {}), []],
    ['that is held to a laxer level', { pods: PODS }, write(BASELINE, { enforce: 'restricted' }), []],
    ['that is no longer held to a level', { pods: PODS }, write({}, BASELINE), []],
    ['that is only warned', { pods: PODS }, write({ warn: 'restricted' }, {}), []],
    ['that is new', { pods: PODS }, write(BASELINE), []],
    [
      'with pods of a runtime class that is exempt',
      {
        pods: [existing('a', { ...HOST, runtimeClassName: 'kata' })],
        options: exempting({ runtimeClasses: new Set(['kata']) }),
      },
      write(BASELINE, {}),
      [],
    ],
    [
      'with so many pods that it takes too long, one of each controller first',
      { pods: [existing('a', {}, 'u'), existing('b', {}, 'u'), existing('c', HOST, 'v')], tick: 501 },
      write(BASELINE, {}),
      [
        'new PodSecurity enforce level only checked against the first 2 of 3 existing pods',
        heading('baseline:latest'),
        'c: host namespaces',
      ],
    ],
    [
      'with more than three thousand pods',
      { pods: Array.from({ length: 3001 }, (_, index) => existing(`p${index}`, HOST)) },
      write(BASELINE, {}),
      [
        'new PodSecurity enforce level only checked against the first 3000 of 3001 existing pods',
        heading('baseline:latest'),
        'p0 (and 2999 other pods): host namespaces',
      ],
    ],
    [
      'that is exempt',
      { pods: PODS, options: exempting({ namespaces: new Set(['ns']) }, true) },
      write({ ...BASELINE, 'warn-version': 'v1.0', audit: 'restricted' }),
      [
        'namespace "ns" is exempt from Pod Security, and the policy (enforce=baseline:v1.30, audit=restricted:latest) will be ignored',
      ],
    ],
    [
      'that is exempt and asks for nothing',
      { options: exempting({ namespaces: new Set(['ns']) }, true) },
      write({}),
      [],
    ],
  ];
  for (const [what, around, what2, warnings] of CASES) {
    it(what, async () =>
      assert.deepEqual(await admit(plugin(around), what2).then((result) => result.warnings), warnings),
    );
  }
});

describe('what is counted', () => {
  const mode = (labels: Record<string, string>, write: TestWrite, options = DEFAULT_OPTIONS): string[] => {
    const told: string[] = [];
    const observer: PodSecurityObserver = {
      evaluated: ({ resource }, of, decision, policy) =>
        told.push(`${resource} ${of} ${decision} ${showLevelVersion(policy)}`),
      exempted: ({ request_operation }) => told.push(`exempt ${request_operation}`),
      failed: (_write, isFatal) => told.push(`failed ${isFatal}`),
    };
    const namespace = { metadata: { name: 'default', labels: prefixed(labels) } } as unknown as KubeObject;
    const findNamespace = (name: string) => (name === 'default' ? namespace : undefined);
    const security = new PodSecurity({ findNamespace, listPods: () => [], now: () => 0, observer }, options);
    try {
      security.validate(attributesOf(write));
    } catch {}
    return told;
  };
  const job = { resource: 'jobs.batch', object: { spec: { template: { spec: PRIVILEGED } } } };
  const CASES: readonly (readonly [string, string[], ...string[]])[] = [
    ['a pod of a namespace without labels', mode({}, pod()), 'pod enforce allow privileged:latest'],
    ['a refusal', mode({ ...BASELINE, warn: 'baseline' }, pod()), 'pod enforce deny baseline:latest'],
    [
      'a warning',
      mode({ ...BASELINE, warn: 'restricted' }, pod({ containers: [{ name: 'c' }] })),
      'pod enforce allow baseline:latest',
      'pod warn deny restricted:latest',
    ],
    ['a workload', mode({ audit: 'baseline', enforce: 'baseline' }, job), 'controller audit deny baseline:latest'],
    [
      'a label that cannot be read',
      mode({ warn: 'x' }, pod({})),
      'failed false',
      'pod enforce allow privileged:latest',
    ],
    ['a namespace that is not there', mode({}, { ...pod(), namespace: 'gone' }), 'failed true'],
    ['an exemption', mode(BASELINE, pod(), exempting({ usernames: new Set(['someone']) })), 'exempt create'],
  ];
  for (const [what, told, ...expected] of CASES) it(what, () => assert.deepEqual(told, expected));
});
