import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../api/object.ts';
import {
  type IdRange,
  POLICY_ANNOTATIONS,
  type PodSecurityPolicy,
  type PodSecurityPolicySpec,
} from '../../../api/pod-security-policy.ts';
import type { V1Container, V1PodSpec } from '../../../schema/generated/types.ts';
import { isUsable, judge } from './judge.ts';

const ANY = { rule: 'RunAsAny' };
const FREE: PodSecurityPolicySpec = {
  seLinux: ANY,
  runAsUser: ANY,
  supplementalGroups: ANY,
  fsGroup: ANY,
  volumes: ['*'],
};
const must = (min: number, max: number, rule = 'MustRunAs') => ({ rule, ranges: [{ min, max }] });

type Annotations = Partial<Record<keyof typeof POLICY_ANNOTATIONS, string>>;

function policy(spec: PodSecurityPolicySpec, annotations: Annotations = {}): PodSecurityPolicy {
  const named = Object.entries(annotations).map(([key, value]) => [
    POLICY_ANNOTATIONS[key as keyof Annotations],
    value,
  ]);
  return {
    metadata: { name: 'p', annotations: Object.fromEntries(named) },
    spec: { ...FREE, ...spec },
  } as PodSecurityPolicy;
}

function pod(spec: V1PodSpec, annotations?: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', ...(annotations && { annotations }) }, spec };
}

const containers = (...contexts: V1Container['securityContext'][]): V1PodSpec => ({
  containers: contexts.map((securityContext, position) => ({
    name: 'abc'[position]!,
    ...(securityContext && { securityContext }),
  })),
});
const found = (of: PodSecurityPolicy, given: KubeObject) => judge(of, given).errors.map(String);

const C = 'spec.containers[0].securityContext';
const S = 'spec.securityContext';

describe('what a policy refuses', () => {
  const CASES: readonly (readonly [PodSecurityPolicy, V1PodSpec, ...string[]])[] = [
    [policy({}), containers({}, undefined)],
    [
      policy({}),
      containers({ privileged: true }),
      `${C}.privileged: Invalid value: true: Privileged containers are not allowed`,
    ],
    [policy({ privileged: true }), containers({ privileged: true })],
    [
      policy({ hostPID: true }),
      { hostNetwork: true, hostPID: true, hostIPC: true },
      `${S}.hostNetwork: Invalid value: true: Host network is not allowed to be used`,
      `${S}.hostIPC: Invalid value: true: Host IPC is not allowed to be used`,
    ],
    [
      policy({
        hostPorts: [
          { min: 80, max: 80 },
          { min: 8000, max: 9000 },
        ],
      }),
      {
        containers: [
          { name: 'a', ports: [{ hostPort: 80 }, { hostPort: 81 }, { hostPort: 8080 }, { containerPort: 1 }] },
        ],
      },
      'spec.containers[0].hostPort: Invalid value: 81: Host port 81 is not allowed to be used. Allowed ports: [80,8000-9000]',
    ],
    [
      policy({ runAsUser: must(1, 10) }),
      containers({ runAsUser: 11 }, { runAsUser: 10 }),
      `${C}.runAsUser: Invalid value: 11: must be in the ranges: [{1 10}]`,
    ],
    [policy({ runAsUser: must(1, 10) }), { securityContext: { runAsUser: 5 }, ...containers({}) }],
    [
      policy({ runAsUser: { rule: 'MustRunAsNonRoot' } }),
      containers({ runAsUser: 0 }, { runAsNonRoot: false }, { runAsUser: 1 }),
      `${C}.runAsUser: Invalid value: 0: running with the root UID is forbidden`,
      'spec.containers[1].securityContext.runAsNonRoot: Invalid value: false: must be true',
    ],
    [
      policy({ runAsGroup: must(1, 1, 'MayRunAs') }),
      containers({}, { runAsGroup: 2 }),
      'spec.containers[1].securityContext: Invalid value: [2]: group 2 must be in the ranges: [{1 1}]',
    ],
    [
      policy({ fsGroup: must(1, 10), supplementalGroups: must(1, 10) }),
      { securityContext: { fsGroup: 11, supplementalGroups: [1, 11] } },
      `${S}.fsGroup: Invalid value: [11]: group 11 must be in the ranges: [{1 10}]`,
      `${S}.supplementalGroups: Invalid value: [1,11]: group 11 must be in the ranges: [{1 10}]`,
    ],
    [
      policy({ seLinux: { rule: 'MustRunAs', seLinuxOptions: { level: 's0:c1,c2', user: 'u' } } }),
      { securityContext: { seLinuxOptions: { level: 's0:c2,c1', user: 'v' } } },
      `${S}.seLinuxOptions.user: Invalid value: "v": must be u`,
    ],
    [
      policy({ allowedCapabilities: ['CHOWN'], requiredDropCapabilities: ['KILL'] }),
      containers({ capabilities: { add: ['CHOWN', 'BPF'] } }),
      `${C}.capabilities.add: Invalid value: "BPF": capability may not be added`,
    ],
    [policy({ allowedCapabilities: ['*'] }), containers({ capabilities: { add: ['BPF'] } })],
    [
      policy({ volumes: ['secret', 'hostPath'] }),
      {
        volumes: [
          { name: 'a', secret: {} },
          { name: 'b', emptyDir: {} },
          { name: 'c', projected: { sources: [{ secret: {} }] } },
        ],
      },
      'spec.volumes[1]: Invalid value: "emptyDir": emptyDir volumes are not allowed to be used',
      'spec.volumes[2]: Invalid value: "projected": projected volumes are not allowed to be used',
    ],
    [
      policy({ volumes: ['secret'] }),
      {
        volumes: [
          {
            name: 'token',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
                { configMap: { name: 'kube-root-ca.crt' } },
                {
                  downwardAPI: {
                    items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                  },
                },
              ],
            },
          },
        ],
      },
    ],
    [
      policy({ allowedHostPaths: [{ pathPrefix: '/var/' }, { pathPrefix: '/etc', readOnly: true }] }),
      {
        volumes: ['/var/lib', '/variable', '/etc/x', '/etc'].map((file, i) => ({
          name: `v${i}`,
          hostPath: { path: file },
        })),
        containers: [{ name: 'a', volumeMounts: [{ name: 'v2' }, { name: 'v3', readOnly: true }, { name: 'v0' }] }],
      },
      'spec.volumes[1].hostPath.pathPrefix: Invalid value: "/variable": is not allowed to be used',
      'spec.containers[0].volumeMounts[0].readOnly: Invalid value: false: must be read-only',
    ],
    [
      policy({ allowedFlexVolumes: [{ driver: 'a' }], allowedCSIDrivers: [{ name: 'b' }] }),
      {
        volumes: [
          { name: 'a', flexVolume: { driver: 'x' } },
          { name: 'b', csi: { driver: 'y' } },
        ],
      },
      'spec.volumes[0].driver: Invalid value: "x": Flexvolume driver is not allowed to be used',
      'spec.volumes[1].csi.driver: Invalid value: "y": Inline CSI driver is not allowed to be used',
    ],
    [
      policy({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }),
      containers({ readOnlyRootFilesystem: false, allowPrivilegeEscalation: true }),
      `${C}.readOnlyRootFilesystem: Invalid value: false: ReadOnlyRootFilesystem must be set to true`,
      `${C}.allowPrivilegeEscalation: Invalid value: true: Allowing privilege escalation for containers is not allowed`,
    ],
    [
      policy({ allowedUnsafeSysctls: ['net.*'], forbiddenSysctls: ['net.core.*', 'kernel.shm_rmid_forced'] }),
      {
        securityContext: {
          sysctls: ['net.a', 'net.core/b', 'kernel.shm_rmid_forced', 'kernel.c'].map((name) => ({ name, value: '' })),
        },
      },
      'pod.spec.securityContext.sysctls[1]: Forbidden: sysctl "net.core/b" is not allowed',
      'pod.spec.securityContext.sysctls[2]: Forbidden: sysctl "kernel.shm_rmid_forced" is not allowed',
      'pod.spec.securityContext.sysctls[3]: Forbidden: unsafe sysctl "kernel.c" is not allowed',
    ],
    [
      policy({}),
      containers({ procMount: 'Unmasked' }),
      `${C}.procMount: Invalid value: "Unmasked": ProcMountType is not allowed`,
    ],
    [
      policy({ runtimeClass: { allowedRuntimeClassNames: ['kata'] } }),
      { runtimeClassName: 'other' },
      'spec.runtimeClassName: Invalid value: "other"',
    ],
    [
      policy({}),
      containers({ seccompProfile: { type: 'RuntimeDefault' } }),
      'pod.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/a]: Forbidden: seccomp may not be set',
    ],
    [
      policy({}, { allowedSeccomp: 'docker/default,localhost/a' }),
      {
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        ...containers({ seccompProfile: { type: 'Unconfined' } }),
      },
      'pod.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/a]: Forbidden: unconfined is not an allowed seccomp profile. Valid values are docker/default,localhost/a',
    ],
    [policy({}, { allowedSeccomp: '*' }), containers({ seccompProfile: { type: 'Unconfined' } })],
    [
      policy({}, { allowedAppArmor: 'runtime/default' }),
      containers(
        { appArmorProfile: { type: 'RuntimeDefault' } },
        {},
        { appArmorProfile: { type: 'Localhost', localhostProfile: 'q' } },
      ),
      'pod.metadata.annotations[container.apparmor.security.beta.kubernetes.io/b]: Forbidden: AppArmor profile must be set',
      'pod.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: Forbidden: localhost/q is not an allowed profile. Allowed values: "runtime/default"',
    ],
  ];
  for (const [position, [of, spec, ...errors]] of CASES.entries()) {
    test(`${position}: ${errors[0] ?? 'nothing'}`, () => assert.deepEqual(found(of, pod(spec)), errors));
  }
});

describe('every kind of container is ruled', () => {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    test(list, () => {
      const spec = { [list]: [{ name: 'a', securityContext: { privileged: true } }] };
      assert.match(found(policy({}), pod(spec))[0]!, new RegExp(`^spec\\.${list}\\[0\\].securityContext.privileged`));
    });
  }
});

describe('what a policy gives to pods that say nothing', () => {
  const level = { level: 's0' };
  const CASES: readonly (readonly [string, PodSecurityPolicy, V1PodSpec, V1PodSpec])[] = [
    [
      'users and groups',
      policy({ runAsUser: must(5, 9), runAsGroup: must(6, 9), fsGroup: must(7, 9), supplementalGroups: must(8, 9) }),
      containers({}),
      { securityContext: { fsGroup: 7, supplementalGroups: [8] }, ...containers({ runAsUser: 5, runAsGroup: 6 }) },
    ],
    [
      'not where the pod says it',
      policy({ runAsUser: must(5, 9), fsGroup: must(7, 9) }),
      { securityContext: { runAsUser: 6, fsGroup: 8 }, ...containers({}) },
      { securityContext: { runAsUser: 6, fsGroup: 8 }, ...containers({}) },
    ],
    ['not by MayRunAs', policy({ fsGroup: must(7, 9, 'MayRunAs') }), containers({}), containers({})],
    [
      'another user than root',
      policy({ runAsUser: { rule: 'MustRunAsNonRoot' } }),
      containers({}),
      containers({ runAsNonRoot: true }),
    ],
    [
      'labels',
      policy({ seLinux: { rule: 'MustRunAs', seLinuxOptions: level } }),
      containers({}),
      { securityContext: { seLinuxOptions: level }, ...containers({}) },
    ],
    [
      'capabilities',
      policy({ defaultAddCapabilities: ['CHOWN', 'KILL'], requiredDropCapabilities: ['BPF'] }),
      containers({ capabilities: { drop: ['KILL'] } }),
      containers({ capabilities: { add: ['CHOWN'], drop: ['BPF', 'KILL'] } }),
    ],
    [
      'a read-only root and no escalation',
      policy({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }),
      containers(undefined),
      containers({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }),
    ],
    [
      'no escalation where it is allowed',
      policy({ defaultAllowPrivilegeEscalation: false }),
      containers({}, { allowPrivilegeEscalation: true }),
      containers({ allowPrivilegeEscalation: false }, { allowPrivilegeEscalation: true }),
    ],
    [
      'profiles',
      policy(
        {},
        { defaultSeccomp: 'docker/default', allowedSeccomp: 'docker/default', defaultAppArmor: 'localhost/x' },
      ),
      containers({}),
      {
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        ...containers({ appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } }),
      },
    ],
    [
      'a runtime class',
      policy({ runtimeClass: { allowedRuntimeClassNames: ['*'], defaultRuntimeClassName: 'kata' } }),
      {},
      { runtimeClassName: 'kata' },
    ],
  ];
  for (const [what, of, given, expected] of CASES) {
    test(what, () => {
      const before = pod(given);
      const judgement = judge(of, before);
      assert.deepEqual(judgement.errors.map(String), []);
      assert.deepEqual(judgement.pod.spec, expected);
      assert.equal(judgement.isMutated, JSON.stringify(given) !== JSON.stringify(expected));
      assert.deepEqual(before.spec, given, 'the pod itself is left alone');
    });
  }
});

test('an AppArmor annotation counts where there is no field', () => {
  const annotations = { 'container.apparmor.security.beta.kubernetes.io/a': 'runtime/default' };
  assert.deepEqual(found(policy({}, { allowedAppArmor: 'runtime/default' }), pod(containers({}), annotations)), []);
});

test('what demands without saying what is not usable', () => {
  assert.ok(isUsable(policy({ fsGroup: must(1, 1) })));
  for (const rule of ['MustRunAs', 'MayRunAs']) assert.ok(!isUsable(policy({ fsGroup: { rule } })));
  assert.ok(!isUsable(policy({ seLinux: { rule: 'MustRunAs' } })));
});

/** Policies and pods of few values, so that they often meet. */
const id = fc.integer({ min: 0, max: 3 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const strategy = fc.record({
  rule: fc.constantFrom('RunAsAny', 'MustRunAs'),
  ranges: fc.constant<IdRange[]>([{ min: 1, max: 2 }]),
});
const names = fc.subarray(['CHOWN', 'KILL', 'BPF']);
const policies = fc.record({
  runAsUser: strategy,
  runAsGroup: strategy,
  fsGroup: strategy,
  supplementalGroups: strategy,
  defaultAddCapabilities: names,
  requiredDropCapabilities: names,
  readOnlyRootFilesystem: fc.boolean(),
  allowPrivilegeEscalation: fc.boolean(),
  defaultAllowPrivilegeEscalation: optional(fc.boolean()),
});
const context = fc.record({
  runAsUser: optional(id),
  runAsGroup: optional(id),
  readOnlyRootFilesystem: optional(fc.boolean()),
  allowPrivilegeEscalation: optional(fc.boolean()),
  capabilities: optional(fc.record({ add: names, drop: names })),
});
const pods = fc.record({
  securityContext: optional(fc.record({ runAsUser: optional(id), fsGroup: optional(id) })),
  containers: fc.array(fc.record({ name: fc.constant('a'), securityContext: optional(context) }), { maxLength: 2 }),
});

test('what a policy made of a pod it leaves as it is', () => {
  fc.assert(
    fc.property(policies, pods, (spec, given) => {
      const of = policy(spec);
      const first = judge(of, pod(JSON.parse(JSON.stringify(given))));
      const second = judge(of, first.pod);
      assert.equal(second.isMutated, false);
      assert.deepEqual(second.errors.map(String), first.errors.map(String));
    }),
    { numRuns: 500 },
  );
});
