/** The Pod Security Standards as people meet them: labels on namespaces, refusals, warnings, exemptions. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
after(() => rm(directory, { recursive: true }));

const configuration = (more: object) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'PodSecurity',
      configuration: {
        apiVersion: 'pod-security.admission.config.k8s.io/v1',
        kind: 'PodSecurityConfiguration',
        ...more,
      },
    },
  ],
});
const file = join(directory, 'admission.yaml');
await writeFile(
  file,
  JSON.stringify(configuration({ defaults: { enforce: 'baseline' }, exemptions: { namespaces: ['infra'] } })),
);

const auditLog = join(directory, 'audit.log');
const plane = await ControlPlane.start({
  flags: ['--admission-control-config-file', file, '--audit-log-path', auditLog],
});
after(plane.stop);
const { kubectl } = plane;

const CONTAINER = { name: 'web', image: 'nginx' };
const pod = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
const PRIVILEGED = { containers: [{ ...CONTAINER, securityContext: { privileged: true } }] };
const PLAIN = { containers: [CONTAINER] };
const must = 'must set securityContext';
const UNRESTRICTED = `allowPrivilegeEscalation != false (container "web" ${must}.allowPrivilegeEscalation=false), unrestricted capabilities (container "web" ${must}.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "web" ${must}.runAsNonRoot=true), seccompProfile (pod or container "web" ${must}.seccompProfile.type to "RuntimeDefault" or "Localhost")`;

const create = (namespace: string, object: object) => kubectl(`-n ${namespace} create -f -`, { input: object });
const label = (namespace: string, labels: string) => {
  const prefixed = labels.split(' ').map((each) => `pod-security.kubernetes.io/${each}`);
  return kubectl(`label namespace ${namespace} ${prefixed.join(' ')}`);
};
const refusal = (kind: string, message: string) => ({ code: 1, stderr: `Error from server (${kind}): ${message}\n` });

describe('a namespace of the default level', () => {
  test('refuses what the level refuses', async () => {
    await plane.namespace('shop');
    const message =
      'error when creating "STDIN": pods "web" is forbidden: violates PodSecurity "baseline:latest": privileged (container "web" must not set securityContext.privileged=true)';
    await prints(create('shop', pod('web', PRIVILEGED)), refusal('Forbidden', message));
    await prints(create('shop', pod('web', PLAIN)), { stdout: 'pod/web created\n', stderr: '' });
  });

  test('a debugger comes in no other way', async () => {
    const ephemeralContainers = [{ name: 'debug', image: 'busybox', securityContext: { privileged: true } }];
    const { status, text } = await plane.ask('/api/v1/namespaces/shop/pods/web/ephemeralcontainers', {
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { spec: { ephemeralContainers } },
    });
    assert.deepEqual(
      [status, JSON.parse(text).message],
      [
        403,
        'pods "web" is forbidden: violates PodSecurity "baseline:latest": privileged (container "debug" must not set securityContext.privileged=true)',
      ],
    );
  });
});

describe('labels', () => {
  test('must be right', async () => {
    const where = 'metadata.labels[pod-security.kubernetes.io/enforce]';
    const message = `The Namespace "shop" is invalid: ${where}: Invalid value: "strict": must be one of privileged, baseline, restricted\n`;
    await prints(label('shop', 'enforce=strict'), { code: 1, stderr: message });
  });

  test('warn of the pods that are there', async () => {
    const reasons =
      'allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile';
    await prints(label('shop', 'enforce=restricted warn=restricted'), {
      stdout: 'namespace/shop labeled\n',
      stderr: `Warning: existing pods in namespace "shop" violate the new PodSecurity enforce level "restricted:latest"\nWarning: web: ${reasons}\n`,
    });
  });

  test('hold pods to their level', async () => {
    const message = `error when creating "STDIN": pods "other" is forbidden: violates PodSecurity "restricted:latest": ${UNRESTRICTED}`;
    await prints(create('shop', pod('other', PLAIN)), refusal('Forbidden', message));
    await prints(kubectl('-n shop label pod web tier=front'), { stdout: 'pod/web labeled\n', stderr: '' });
  });

  test('warn of what a workload would make', async () => {
    await prints(kubectl('-n shop create deployment web --image=nginx'), {
      stdout: 'deployment.apps/web created\n',
      stderr: `Warning: would violate PodSecurity "restricted:latest": ${UNRESTRICTED.replaceAll('"web"', '"nginx"')}\n`,
    });
  });

  test('pin a version', async () => {
    await plane.namespace('old');
    await prints(label('old', 'enforce=restricted enforce-version=v1.7'), { stdout: 'namespace/old labeled\n' });
    const message =
      'error when creating "STDIN": pods "web" is forbidden: violates PodSecurity "restricted:v1.7": runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)';
    await prints(create('old', pod('web', PLAIN)), refusal('Forbidden', message));
  });
});

describe('an exempt namespace', () => {
  test('takes everything, and says so', async () => {
    await plane.namespace('infra');
    await prints(label('infra', 'enforce=restricted'), {
      stdout: 'namespace/infra labeled\n',
      stderr:
        'Warning: namespace "infra" is exempt from Pod Security, and the policy (enforce=restricted:latest) will be ignored\n',
    });
    await prints(create('infra', pod('agent', { ...PRIVILEGED, hostNetwork: true })), {
      stdout: 'pod/agent created\n',
      stderr: '',
    });
  });
});

test('refusals and exemptions are on the audit record', async () => {
  const recorded = async (annotation: string) => {
    const lines = (await readFile(auditLog, 'utf8')).split('\n');
    return lines.some((line) => line.includes(`"pod-security.kubernetes.io/${annotation}`));
  };
  await eventually(async () => {
    assert.ok(await recorded('enforce-policy":"baseline:latest"'));
    assert.ok(await recorded('exempt":"namespace"'));
  });
});

test('refusals and warnings are counted', async () => {
  const { text } = await plane.ask('/metrics');
  const count = (decision: string, policy: string, mode: string, resource: string) => {
    const labels = `decision="${decision}",${policy},mode="${mode}",request_operation="create",resource="${resource}"`;
    return text.includes(`pod_security_evaluations_total{${labels},subresource=""} 1\n`);
  };
  const latest = (level: string) => `policy_level="${level}",policy_version="latest"`;
  assert.ok(count('deny', latest('baseline'), 'enforce', 'pod'), text);
  assert.ok(count('deny', latest('restricted'), 'warn', 'controller'), text);
  assert.match(text, /^pod_security_exemptions_total\{.*\} 1$/m);
});

test('a configuration that is wrong stops the start', async () => {
  await writeFile(file, JSON.stringify(configuration({ defaults: { enforce: 'strict' } })));
  const flags = ['--in-memory', '--data-dir', join(directory, 'data'), '--port', '0'];
  const { code, stderr } = await launch([...flags, '--admission-control-config-file', file]).ended();
  assert.equal(code, 2, stderr);
  const message = 'defaults.enforce: Invalid value: "strict": must be one of privileged, baseline, restricted';
  assert.match(stderr, new RegExp(`PodSecurity invalid: ${message}`));
});
