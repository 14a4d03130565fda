import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { POLICY_ANNOTATIONS, type PodSecurityPolicySpec } from '../../api/pod-security-policy.ts';
import { openTestApi } from '../../assembly/testing.ts';

const PATH = '/apis/policy/v1beta1/podsecuritypolicies';
const testApi = await openTestApi();
after(() => testApi.close());
const { call } = testApi;

const ANY = { rule: 'RunAsAny' };
const FREE: PodSecurityPolicySpec = { seLinux: ANY, runAsUser: ANY, supplementalGroups: ANY, fsGroup: ANY };
const policy = (name: string, spec: object) => ({
  apiVersion: 'policy/v1beta1',
  kind: 'PodSecurityPolicy',
  metadata: { name },
  spec: { ...FREE, ...spec },
});

const must = { rule: 'MustRunAs', ranges: [{ min: 1, max: 65535 }] };
const PATTERN = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]';

describe('what a policy may say', () => {
  const CASES: readonly (readonly [spec: PodSecurityPolicySpec, ...errors: string[]])[] = [
    [{}],
    [
      {
        runAsUser: { rule: 'MustRunAsNonRoot' },
        runAsGroup: must,
        fsGroup: { ...must, rule: 'MayRunAs' },
        volumes: ['*'],
      },
    ],
    [
      { runAsUser: { rule: 'Any' }, seLinux: {}, fsGroup: { rule: 'MustRunAsNonRoot' } },
      'spec.runAsUser.rule: Unsupported value: "Any": supported values: "MustRunAs", "MustRunAsNonRoot", "RunAsAny"',
      'spec.seLinux.rule: Unsupported value: "": supported values: "MustRunAs", "RunAsAny"',
      'spec.fsGroup.rule: Unsupported value: "MustRunAsNonRoot": supported values: "MayRunAs", "MustRunAs", "RunAsAny"',
    ],
    [
      {
        runAsUser: {
          rule: 'MustRunAs',
          ranges: [
            { min: 2, max: 1 },
            { min: -2, max: -1 },
          ],
        },
      },
      'spec.runAsUser.ranges[0].min: Invalid value: 2: min cannot be greater than max',
      'spec.runAsUser.ranges[1].min: Invalid value: -2: min cannot be negative',
      'spec.runAsUser.ranges[1].max: Invalid value: -1: max cannot be negative',
    ],
    [
      { requiredDropCapabilities: ['ALL'], allowedCapabilities: ['*'] },
      'requiredDropCapabilities: Invalid value: ["ALL"]: must be empty when all capabilities are allowed by a wildcard',
    ],
    [
      { requiredDropCapabilities: ['KILL'], defaultAddCapabilities: ['KILL', 'CHOWN'] },
      'defaultAddCapabilities: Invalid value: "KILL": capability is listed in defaultAddCapabilities and requiredDropCapabilities',
    ],
    [
      { defaultAllowPrivilegeEscalation: true, allowPrivilegeEscalation: false },
      'spec.defaultAllowPrivilegeEscalation: Invalid value: true: Cannot set DefaultAllowPrivilegeEscalation to true without also setting AllowPrivilegeEscalation to true',
    ],
    [
      { allowedHostPaths: [{ pathPrefix: '/a' }, {}, { pathPrefix: '/a/../b' }] },
      'spec.allowedHostPaths[1]: Required value: is required',
      `spec.allowedHostPaths[2]: Invalid value: "/a/../b": must not contain '..'`,
    ],
    [
      { allowedUnsafeSysctls: ['net.*', 'A', ''], forbiddenSysctls: ['net.core.*'] },
      `spec.allowedUnsafeSysctls[1]: Invalid value: "A": must have at most 253 characters and match regex ${PATTERN}`,
      'spec.allowedUnsafeSysctls[2]: Invalid value: "": empty sysctl not allowed',
      'spec.forbiddenSysctls[0]: Invalid value: "net.core.*": sysctl overlaps with net.*',
    ],
    [
      { allowedUnsafeSysctls: ['*', 'a'] },
      "spec.allowedUnsafeSysctls.items: Forbidden: if '*' is present, must not specify other sysctls",
    ],
    [
      { allowedFlexVolumes: [{ driver: '' }] },
      'spec.allowedFlexVolumes[0].driver: Required value: must specify a driver',
    ],
    [{ runtimeClass: {} }],
    [
      { runtimeClass: { defaultRuntimeClassName: 'b' } },
      'spec.runtimeClass.defaultRuntimeClassName: Invalid value: "b": default RuntimeClass must be in the allowed list',
    ],
    [
      { runtimeClass: { allowedRuntimeClassNames: ['a'], defaultRuntimeClassName: 'b' } },
      'spec.runtimeClass.defaultRuntimeClassName: Invalid value: "b": default RuntimeClass must be in the allowed list',
    ],
  ];
  for (const [position, [spec, ...errors]] of CASES.entries()) {
    test(`${JSON.stringify(spec).slice(0, 90)}: ${errors.length === 0 ? 'created' : 'refused'}`, async () => {
      const { status, body } = await call('POST', PATH, policy(`p${position}`, spec));
      if (errors.length === 0) return assert.equal(status, 201, body.message);
      assert.equal(status, 422);
      assert.deepEqual(
        body.details.causes.map(({ field, message }: Record<string, string>) => `${field}: ${message}`),
        errors,
      );
    });
  }
  test('profiles that there are none of', async () => {
    const { defaultSeccomp, allowedSeccomp, allowedAppArmor } = POLICY_ANNOTATIONS;
    const annotations = {
      [defaultSeccomp]: 'runtime/default',
      [allowedSeccomp]: '*,docker/default,localhost/a,strict',
      [allowedAppArmor]: 'unconfined,docker/default',
    };
    const sent = policy('profiles', {});
    const { body } = await call('POST', PATH, { ...sent, metadata: { ...sent.metadata, annotations } });
    assert.deepEqual(
      body.details.causes.map(({ field, message }: Record<string, string>) => `${field}: ${message}`),
      [
        `metadata.annotations[${allowedAppArmor}]: Invalid value: "docker/default": invalid AppArmor profile name: "docker/default"`,
        `metadata.annotations[${allowedSeccomp}]: Invalid value: "strict": must be a valid seccomp profile`,
      ],
    );
  });
  test('an unknown volume', async () => {
    const { body } = await call('POST', PATH, policy('v', { volumes: ['tape'] }));
    assert.match(
      body.message,
      /spec.volumes: Unsupported value: "tape": supported values: "\*", "awsElasticBlockStore"/,
    );
  });
});

test('escalation is allowed where nothing is said', async () => {
  const { body } = await call('POST', PATH, policy('silent', {}));
  assert.equal(body.spec.allowPrivilegeEscalation, true);
});

test('policies are deprecated, and told so', async () => {
  const { headers } = await call('GET', PATH);
  const text = 'policy/v1beta1 PodSecurityPolicy is deprecated in v1.21+, unavailable in v1.25+';
  assert.equal(String(headers.warning), `299 - "${text}"`);
});

test('policies change and go, and are shown as kubectl knows them', async () => {
  const { body } = await call(
    'POST',
    PATH,
    policy('t', { volumes: ['secret', 'emptyDir'], allowedCapabilities: ['CHOWN'] }),
  );
  body.spec.privileged = true;
  assert.equal((await call('PUT', `${PATH}/t`, body)).status, 200);
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const { body: shown } = await call('GET', `${PATH}/t`, undefined, accept);
  assert.deepEqual(
    shown.columnDefinitions.map(({ name }: { name: string }) => name.toUpperCase()),
    ['NAME', 'PRIV', 'CAPS', 'SELINUX', 'RUNASUSER', 'FSGROUP', 'SUPGROUP', 'READONLYROOTFS', 'VOLUMES'],
  );
  assert.deepEqual(shown.rows[0].cells, [
    't',
    'true',
    'CHOWN',
    'RunAsAny',
    'RunAsAny',
    'RunAsAny',
    'RunAsAny',
    'false',
    'secret,emptyDir',
  ]);
  assert.equal((await call('DELETE', `${PATH}/t`)).status, 200);
});

test('the group stays at its stable version', async () => {
  const { body } = await call('GET', '/apis/policy');
  assert.deepEqual(
    [body.preferredVersion.version, body.versions.map(({ version }: { version: string }) => version)],
    ['v1', ['v1', 'v1beta1']],
  );
  const { body: document } = await call('GET', '/openapi/v3/apis/policy/v1beta1');
  assert.ok(document.components.schemas['io.k8s.api.policy.v1beta1.PodSecurityPolicySpec']);
});
