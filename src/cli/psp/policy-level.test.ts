import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  POLICY_ANNOTATIONS,
  type PodSecurityPolicy,
  type PodSecurityPolicySpec,
} from '../../api/pod-security-policy.ts';
import { lossesWith } from './losses.ts';
import { levelOf } from './policy-level.ts';

const { allowedAppArmor, allowedSeccomp, defaultSeccomp } = POLICY_ANNOTATIONS;
const PROFILES = { [allowedAppArmor]: 'runtime/default', [allowedSeccomp]: 'runtime/default,localhost/a' };
const ANY = { rule: 'RunAsAny' };
const BASELINE: PodSecurityPolicySpec = {
  seLinux: { rule: 'MustRunAs', seLinuxOptions: { type: 'container_t' } },
  runAsUser: ANY,
  fsGroup: ANY,
  supplementalGroups: ANY,
  volumes: ['secret', 'nfs'],
};
const RESTRICTED: PodSecurityPolicySpec = {
  ...BASELINE,
  runAsUser: { rule: 'MustRunAsNonRoot' },
  volumes: ['secret'],
  allowPrivilegeEscalation: false,
  requiredDropCapabilities: ['ALL'],
  allowedCapabilities: ['NET_BIND_SERVICE'],
};

function policy(spec: PodSecurityPolicySpec, annotations: Record<string, string> = PROFILES): PodSecurityPolicy {
  return { metadata: { name: 'p', annotations }, spec } as unknown as PodSecurityPolicy;
}

describe('the level that a policy holds pods to', () => {
  const CASES: readonly (readonly [string, PodSecurityPolicy, string, ...string[]])[] = [
    ['restricted', policy(RESTRICTED), 'restricted'],
    [
      'baseline',
      policy(BASELINE),
      'baseline',
      'restricted volumes',
      'restricted allowPrivilegeEscalation',
      'restricted runAsUser',
      'restricted requiredDropCapabilities',
    ],
    [
      'a user that is not said to be another than root',
      policy({ ...RESTRICTED, runAsUser: ANY }),
      'baseline',
      'restricted runAsUser',
    ],
    ['privileged containers', policy({ ...RESTRICTED, privileged: true }), 'privileged', 'baseline privileged'],
    ['the network of the node', policy({ ...RESTRICTED, hostNetwork: true }), 'privileged', 'baseline hostNetwork'],
    ['its ports', policy({ ...RESTRICTED, hostPorts: [{ min: 1, max: 2 }] }), 'privileged', 'baseline hostPorts'],
    ['all volumes', policy({ ...RESTRICTED, volumes: ['*'] }), 'privileged', 'baseline volumes', 'restricted volumes'],
    [
      'all capabilities',
      policy({ ...RESTRICTED, allowedCapabilities: ['*'] }),
      'privileged',
      'baseline allowedCapabilities',
      'restricted requiredDropCapabilities',
    ],
    ['any labels', policy({ ...RESTRICTED, seLinux: ANY }), 'privileged', 'baseline seLinux'],
    [
      'unsafe sysctls',
      policy({ ...RESTRICTED, allowedUnsafeSysctls: ['*'] }),
      'privileged',
      'baseline allowedUnsafeSysctls',
    ],
    [
      'no word of profiles',
      policy(RESTRICTED, {}),
      'privileged',
      `baseline annotation ${allowedAppArmor}`,
      `restricted annotation ${allowedSeccomp}`,
    ],
    [
      'no seccomp',
      policy(RESTRICTED, { ...PROFILES, [allowedSeccomp]: '*' }),
      'privileged',
      `baseline annotation ${allowedSeccomp}`,
      `restricted annotation ${allowedSeccomp}`,
    ],
  ];
  for (const [what, of, level, ...shortfalls] of CASES) {
    test(what, () => {
      const found = levelOf(of);
      assert.equal(found.level, level);
      assert.deepEqual(
        found.shortfalls.map((shortfall) => `${shortfall.level} ${shortfall.field}`),
        shortfalls,
      );
    });
  }
});

describe('what no level has a word for', () => {
  const range = { rule: 'MustRunAs', ranges: [{ min: 5, max: 9 }] };
  const CASES: readonly (readonly [PodSecurityPolicySpec, ...string[]])[] = [
    [{}],
    [{ defaultAddCapabilities: ['A', 'B'], requiredDropCapabilities: ['C'] }, 'Default adds A, B', 'Default drops C'],
    [{ allowPrivilegeEscalation: false }, 'Default sets allowPrivilegeEscalation=false'],
    [{ defaultAllowPrivilegeEscalation: true }, 'Default sets allowPrivilegeEscalation=true'],
    [{ readOnlyRootFilesystem: true }, 'Default sets readOnlyRootFilesystem=true', 'Restriction must be true'],
    [{ runAsUser: { rule: 'MustRunAsNonRoot' } }, 'Default sets runAsNonRoot=true'],
    [{ runAsUser: range }, 'Default sets runAsUser=5', 'Restriction allows only 5-9'],
    [{ fsGroup: { ...range, rule: 'MayRunAs' } }, 'Restriction allows only 5-9'],
    [{ supplementalGroups: { ...range, rule: 'RunAsAny' } }],
    [
      { seLinux: { rule: 'MustRunAs', seLinuxOptions: { level: 's0' } } },
      'Default sets seLinuxOptions {"level":"s0"}',
      'Restriction must be exactly what the policy says',
    ],
    [
      {
        allowedHostPaths: [{ pathPrefix: '/a' }, { pathPrefix: '/b', readOnly: true }],
        hostPorts: [{ min: 1, max: 2 }],
      },
      'Restriction allows only 1-2',
      'Restriction allows only /a, /b (read-only)',
    ],
    [
      { allowedFlexVolumes: [{ driver: 'f' }], allowedCSIDrivers: [{ name: 'c' }], forbiddenSysctls: ['s'] },
      'Restriction allows only f',
      'Restriction allows only c',
      'Restriction forbids s',
    ],
    [
      { runtimeClass: { allowedRuntimeClassNames: ['k'], defaultRuntimeClassName: 'k' } },
      'Default sets runtimeClassName=k',
      'Restriction allows only k',
    ],
    [{ runtimeClass: { allowedRuntimeClassNames: ['*'] } }],
  ];
  for (const [spec, ...losses] of CASES) {
    test(JSON.stringify(spec), () => {
      assert.deepEqual(
        lossesWith(policy(spec)).map(({ kind, what }) => `${kind} ${what}`),
        losses,
      );
    });
  }
  test('a profile by default', () => {
    assert.deepEqual(lossesWith(policy({}, { [defaultSeccomp]: 'runtime/default' })), [
      { kind: 'Default', field: `annotation ${defaultSeccomp}`, what: 'sets the seccomp profile runtime/default' },
    ]);
  });
});
