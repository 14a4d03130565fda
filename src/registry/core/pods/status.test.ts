import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1ContainerState, V1PodSpec, V1PodStatus } from '../../../schema/generated/types.ts';
import { app } from '../pod-spec/testing/pod-cases.ts';
import type { Pod } from './pod.ts';
import { pods } from './pods.ts';
import { CONTEXT, changedPod, createdPod } from './testing.ts';

const status = pods.status!;

function written(old: Pod, now: V1PodStatus): Pod {
  const pod = changedPod(old, (_spec, changed) => {
    changed.status = now;
  });
  status.prepareForUpdate(pod, old, CONTEXT);
  return pod;
}

test('the status changes nothing of the spec, and keeps what old writers do not know', () => {
  const old = createdPod((_spec, pod) => {
    pod.metadata.ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }];
  });
  old.status!.conditions = [{ type: 'Ready', status: 'False', observedGeneration: 4 }];
  old.status!.observedGeneration = 4;
  const pod = changedPod(old, (spec, changed) => {
    spec.hostname = 'h';
    delete changed.metadata.ownerReferences;
    changed.metadata.deletionTimestamp = '2020-01-01T00:00:00Z';
    changed.status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], podIP: '10.0.0.1' };
  });
  status.prepareForUpdate(pod, old, CONTEXT);
  assert.equal(pod.spec!.hostname, undefined);
  assert.equal(pod.metadata.ownerReferences![0]!.name, 'n');
  assert.equal(pod.metadata.deletionTimestamp, undefined);
  assert.deepEqual(pod.status, {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', observedGeneration: 4 }],
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    qosClass: 'BestEffort',
    observedGeneration: 4,
  });
});

const ERRORS: [name: string, now: V1PodStatus, ...errors: string[]][] = [
  [
    'a running pod is valid',
    {
      phase: 'Running',
      conditions: [{ type: 'PodScheduled' }, { type: 'example.com/ready' }],
      podIPs: [{ ip: '10.0.0.1' }, { ip: '2001:db8::1' }],
      hostIP: '10.1.0.1',
      hostIPs: [{ ip: '10.1.0.1' }],
    },
  ],
  [
    'the quality of service stays',
    { qosClass: 'Guaranteed' },
    'status.qosClass: Invalid value: "Guaranteed": field is immutable',
  ],
  [
    'generations',
    { observedGeneration: -1, conditions: [{ type: 'Ready', observedGeneration: -1 }] },
    'status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer',
    'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
  ],
  [
    'one address of each family',
    { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], hostIP: '10.1.0.1', hostIPs: [{ ip: 'x' }] },
    'status.podIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    'status.hostIPs[0].ip: Invalid value: "x": must be equal to `hostIP`',
    'status.hostIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ],
  [
    'users of containers',
    { containerStatuses: [{ name: 'app', user: { linux: { uid: -1, gid: 0, supplementalGroups: [-2] } } }] },
    'status.containerStatuses[0].user.linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    'status.containerStatuses[0].user.linux.supplementalGroups[0]: Invalid value: -2: must be between 0 and 2147483647, inclusive',
  ],
  [
    'health of resources',
    {
      containerStatuses: [
        {
          name: 'app',
          allocatedResourcesStatus: [{ name: 'example.com/gpu', resources: [{ resourceID: 'a', health: 'Fine' }] }],
        },
      ],
    },
    'status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: "example.com/gpu": must match one of the container\'s resource requests',
    'status.containerStatuses[0].allocatedResourcesStatus[0].resources[0].health: Unsupported value: "Fine": supported values: "Healthy", "Unhealthy", "Unknown"',
  ],
  [
    'claims are the pod’s',
    { resourceClaimStatuses: [{ name: 'gpu' }], extendedResourceClaimStatus: {} },
    'status.resourceClaimStatuses[0].name: Invalid value: "gpu": must match the name of an entry in `spec.resourceClaims`',
    'status.extendedResourceClaimStatus.requestMappings: Required value: at least one request mapping is required',
    'status.extendedResourceClaimStatus.resourceClaimName: Required value',
  ],
];
for (const [name, now, ...expected] of ERRORS) {
  test(name, () => {
    const old = createdPod();
    assert.deepEqual(status.validateUpdate!(written(old, now), old).map(String), expected);
  });
}

test('a node is reserved only for a pod that has none', () => {
  const free = createdPod();
  assert.deepEqual(status.validateUpdate!(written(free, { nominatedNodeName: 'n2' }), free), []);
  const bound = createdPod((spec) => {
    spec.nodeName = 'n1';
  });
  assert.deepEqual(status.validateUpdate!(written(bound, { nominatedNodeName: 'n2' }), bound).map(String), [
    'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
  ]);
});

const STATE = 'may not be transitioned to non-terminated state';
const ended = (exitCode: number): V1ContainerState => ({ terminated: { exitCode } });
const RESTARTS: [name: string, change: (spec: V1PodSpec) => void, exitCode: number, allowed: boolean][] = [
  ['Always', () => {}, 0, true],
  ['OnFailure after success', (spec) => Object.assign(spec, { restartPolicy: 'OnFailure' }), 0, false],
  ['OnFailure after failure', (spec) => Object.assign(spec, { restartPolicy: 'OnFailure' }), 1, true],
  ['Never', (spec) => Object.assign(spec, { restartPolicy: 'Never' }), 1, false],
  ['the container’s own policy first', (spec) => Object.assign(app(spec), { restartPolicy: 'Never' }), 1, false],
  [
    'its rules before that',
    (spec) =>
      Object.assign(app(spec), {
        restartPolicy: 'Never',
        restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
      }),
    42,
    true,
  ],
];
for (const [name, change, exitCode, allowed] of RESTARTS) {
  test(`a container that has ended ${allowed ? 'may' : 'may not'} start again: ${name}`, () => {
    const old = createdPod(change);
    old.status!.containerStatuses = [{ name: 'app', state: ended(exitCode) }];
    const pod = written(old, { containerStatuses: [{ name: 'app', state: { running: {} } }] });
    const expected = allowed ? [] : [`status.containerStatuses[0].state: Forbidden: ${STATE}`];
    assert.deepEqual(status.validateUpdate!(pod, old).map(String), expected);
  });
}

test('an ephemeral container never starts again', () => {
  const old = createdPod();
  old.status!.ephemeralContainerStatuses = [{ name: 'debug', state: ended(1) }];
  const pod = written(old, { ephemeralContainerStatuses: [{ name: 'debug', state: { running: {} } }] });
  assert.deepEqual(status.validateUpdate!(pod, old).map(String), [
    `status.ephemeralContainerStatuses[0].state: Forbidden: ${STATE}`,
  ]);
});

test('selectable fields', () => {
  const pod = createdPod((spec) => {
    Object.assign(spec, { nodeName: 'n1', serviceAccountName: 'robot', hostNetwork: true });
  });
  pod.status!.podIPs = [{ ip: '10.0.0.1' }];
  const shown = Object.entries(pods.selectableFields!).map(([field, value]) => [field, value(pod)]);
  assert.deepEqual(Object.fromEntries(shown), {
    'spec.nodeName': 'n1',
    'spec.restartPolicy': 'Always',
    'spec.schedulerName': 'default-scheduler',
    'spec.serviceAccountName': 'robot',
    'spec.hostNetwork': 'true',
    'status.phase': 'Pending',
    'status.podIP': '10.0.0.1',
    'status.nominatedNodeName': '',
  });
});

test('addresses not in their canonical form are warned of', () => {
  const old = createdPod();
  const pod = written(old, { podIPs: [{ ip: '10.0.0.1' }, { ip: '2001:DB8::1' }], hostIPs: [{ ip: '2001:db8:0::2' }] });
  assert.deepEqual(status.warnings!(pod, old), [
    'status.podIPs[1].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    'status.hostIPs[0].ip: IPv6 address "2001:db8:0::2" should be in RFC 5952 canonical format ("2001:db8::2")',
  ]);
});
