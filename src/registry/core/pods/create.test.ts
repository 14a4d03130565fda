import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1PodSpec } from '../../../schema/generated/types.ts';
import { app } from '../pod-spec/testing/pod-cases.ts';
import type { Pod } from './pod.ts';
import { pods } from './pods.ts';
import { createdPod } from './testing.ts';

test('a pod requests what it is limited to, and is linked to services', () => {
  const pod = createdPod((spec) => {
    app(spec).resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } };
    spec.initContainers = [{ name: 'init', image: 'i:1', resources: { limits: { cpu: '1' } } }];
  });
  assert.deepEqual(app(pod.spec!).resources!.requests, { cpu: '500m', memory: '1Gi' });
  assert.deepEqual(pod.spec!.initContainers![0]!.resources!.requests, { cpu: '1' });
  assert.equal(pod.spec!.enableServiceLinks, true);
});

test('a pod as a whole requests what its containers do, or else its limits', () => {
  const pod = createdPod((spec) => {
    spec.resources = { limits: { cpu: '2', memory: '1Gi' } };
    app(spec).resources = { requests: { cpu: '500m' }, limits: { 'hugepages-2Mi': '2Mi' } };
  });
  assert.deepEqual(pod.spec!.resources, {
    limits: { cpu: '2', memory: '1Gi', 'hugepages-2Mi': '2Mi' },
    requests: { cpu: '500m', memory: '1Gi', 'hugepages-2Mi': '2Mi' },
  });
});

test('on the host network every port is a host port', () => {
  const pod = createdPod((spec) => {
    spec.hostNetwork = true;
    app(spec).ports = [{ containerPort: 80 }];
  });
  assert.equal(app(pod.spec!).ports![0]!.hostPort, 80);
});

test('the status is the server’s: pending, whatever the client says', () => {
  const pod = createdPod((_spec, bare) => {
    bare.status = { phase: 'Running', qosClass: 'Guaranteed', podIP: '10.0.0.1' };
  });
  assert.deepEqual(pod.status, { phase: 'Pending', qosClass: 'BestEffort' });
});

test('a gated pod says so', () => {
  const { status } = createdPod((spec) => {
    spec.schedulingGates = [{ name: 'g' }];
  });
  assert.deepEqual(status!.conditions, [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ]);
});

test('the pod’s own labels are written into its selectors', () => {
  const pod = createdPod((spec, bare) => {
    bare.metadata.labels = { hash: '1', tenant: 'a' };
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const term = {
      topologyKey: 'z',
      matchLabelKeys: ['hash', 'none'],
      mismatchLabelKeys: ['tenant'],
      labelSelector: {},
    };
    spec.affinity = { podAntiAffinity: { [required]: [term] } };
    spec.topologySpreadConstraints = [
      { maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['hash'], labelSelector: {} },
    ];
  });
  const own = { key: 'hash', operator: 'In', values: ['1'] };
  const [term] = pod.spec!.affinity!.podAntiAffinity!.requiredDuringSchedulingIgnoredDuringExecution!;
  assert.deepEqual(term!.labelSelector!.matchExpressions, [own, { key: 'tenant', operator: 'NotIn', values: ['a'] }]);
  assert.deepEqual(pod.spec!.topologySpreadConstraints![0]!.labelSelector!.matchExpressions, [own]);
  assert.deepEqual(pods.strategy.validate!(pod), []);
});

test('AppArmor annotations become fields, with a warning', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/app';
  const pod = createdPod((_spec, bare) => {
    bare.metadata.annotations = { [key]: 'localhost/p' };
  });
  assert.deepEqual(app(pod.spec!).securityContext, {
    appArmorProfile: { type: 'Localhost', localhostProfile: 'p' },
  });
  assert.deepEqual(pods.strategy.warnings!(pod, undefined), [
    `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
  ]);
});

const CASES: [name: string, change: (spec: V1PodSpec, pod: Pod) => void, ...errors: string[]][] = [
  ['a plain pod is valid', () => {}],
  [
    'a token is somebody’s',
    (spec) => {
      spec.volumes!.push({ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } });
    },
    'spec.volumes[2].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
  ],
  [
    'images have no blanks around them',
    (spec) => {
      app(spec).image = 'app:1 ';
      spec.initContainers = [{ name: 'init', image: ' i:1' }];
    },
    'spec.containers[0].image: Invalid value: "app:1 ": must not have leading or trailing whitespace',
    'spec.initContainers[0].image: Invalid value: " i:1": must not have leading or trailing whitespace',
  ],
  [
    'ephemeral containers come later, a node after the gates',
    (spec) => {
      spec.ephemeralContainers = [{ name: 'debug', image: 'b:1' }];
      spec.schedulingGates = [{ name: 'g' }];
      spec.nodeName = 'n1';
    },
    'spec.ephemeralContainers: Forbidden: cannot be set on create',
    'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
  ],
  [
    'a mirror pod has a node and no claims',
    (spec, pod) => {
      pod.metadata.annotations = { 'kubernetes.io/config.mirror': 'x' };
      spec.resourceClaims = [{ name: 'c', resourceClaimName: 'c' }];
    },
    'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
    ': Forbidden: static pods do not support resource claims',
  ],
];
for (const [name, change, ...expected] of CASES) {
  test(name, () => assert.deepEqual(pods.strategy.validate!(createdPod(change)).map(String), expected));
}
