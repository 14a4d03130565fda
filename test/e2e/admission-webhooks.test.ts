/** Admission webhooks as people meet them: refusals, changes, warnings, failures, and who is called as whom. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { ClientAuthority } from '../support/client-authority.ts';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { WebhookServer } from '../support/webhook-server.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
after(() => rm(directory, { recursive: true }));
const authority = await ClientAuthority.make(directory);
const hook = await WebhookServer.open(authority);
after(hook.close);

const kubeconfig = join(directory, 'webhooks.kubeconfig');
const users = [{ name: new URL(hook.url).host, user: { token: 'the-token-of-allium' } }];
await writeFile(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', users }));

const plugin = (name: string, kubeConfigFile: string) => ({
  name,
  configuration: {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'WebhookAdmissionConfiguration',
    kubeConfigFile,
  },
});
const admission = (file: string) =>
  JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [plugin('ValidatingAdmissionWebhook', file)],
  });
const file = join(directory, 'admission.yaml');
await writeFile(file, admission(kubeconfig));
const plane = await ControlPlane.start({ flags: ['--admission-control-config-file', file] });
after(plane.stop);
const { kubectl } = plane;

/** What the webhook says of each request; everything else is told by `said`. */
let answer: (request: any, headers: any) => object = () => ({ allowed: true });
hook.reply = ({ apiVersion, kind, request }, response) => {
  const { headers } = response.req;
  response.end(JSON.stringify({ apiVersion, kind, response: { uid: request.uid, ...answer(request, headers) } }));
};

const CA = Buffer.from(authority.certificate).toString('base64');
async function configure(kind: 'Mutating' | 'Validating', resources: readonly string[], change: object = {}) {
  const webhook = {
    name: 'policy.example.com',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: { url: `${hook.url}/review`, caBundle: CA },
    rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources }],
    ...change,
  };
  const input = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: 'policy' },
    webhooks: [webhook],
  };
  await prints(kubectl('apply -f -', { input }), { stdout: /\/policy (?:created|configured)\n$/ });
}
afterEach(async () => {
  answer = () => ({ allowed: true });
  await kubectl('delete mutatingwebhookconfigurations,validatingwebhookconfigurations --all');
});

const denial = (message: string) => ({
  code: 1,
  stderr: `Error from server: admission webhook "policy.example.com" denied the request${message}\n`,
});

describe('a validating webhook', () => {
  test('refuses with its reason, or with none', async () => {
    await configure('Validating', ['configmaps']);
    answer = () => ({ allowed: false, status: { message: 'no maps on Sundays' } });
    await prints(kubectl('create configmap one'), {
      code: 1,
      stderr:
        'error: failed to create configmap: admission webhook "policy.example.com" denied the request: no maps on Sundays\n',
    });
    const input = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };
    await prints(kubectl('create -f -', { input }), {
      code: 1,
      stderr:
        'Error from server: error when creating "STDIN": admission webhook "policy.example.com" denied the request: no maps on Sundays\n',
    });
    answer = () => ({ allowed: false });
    await prints(kubectl('delete configmap kube-root-ca.crt'), denial(' without explanation'));
  });

  test('sees scaling, and what is scaled from', async () => {
    await kubectl('create deployment web --image=nginx');
    await configure('Validating', ['deployments/scale'], { matchPolicy: 'Exact' });
    let seen: any;
    answer = (request) => {
      seen = request;
      return { allowed: false, status: { code: 403, reason: 'Forbidden', message: 'enough' } };
    };
    await prints(kubectl('scale deployment web --replicas=5'), {
      code: 1,
      stderr: 'Error from server (Forbidden): admission webhook "policy.example.com" denied the request: enough\n',
    });
    assert.deepEqual(
      [seen.kind.kind, seen.object.spec.replicas, seen.oldObject.spec.replicas, seen.options.kind],
      ['Scale', 5, 1, 'UpdateOptions'],
    );
  });

  test('warns', async () => {
    await configure('Validating', ['configmaps']);
    answer = () => ({ allowed: true, warnings: ['maps are old-fashioned'] });
    await prints(kubectl('create configmap warned'), {
      stdout: 'configmap/warned created\n',
      stderr: 'Warning: maps are old-fashioned\n',
    });
  });

  test('is called as the user that the configuration names', async () => {
    await configure('Validating', ['configmaps']);
    let authorization: unknown;
    answer = (_request, headers) => {
      ({ authorization } = headers);
      return { allowed: true };
    };
    await outputOf(kubectl('create configmap authenticated'));
    assert.equal(authorization, 'Bearer the-token-of-allium');
  });

  test('is asked about what its conditions let through', async () => {
    const matchConditions = [{ name: 'not-ours', expression: "!request.name.startsWith('ours-')" }];
    await configure('Validating', ['configmaps'], { matchConditions });
    answer = () => ({ allowed: false });
    await prints(kubectl('create configmap ours-a'), { stdout: 'configmap/ours-a created\n' });
    assert.equal((await kubectl('create configmap theirs-a')).code, 1);
  });
});

test('a condition that is no expression is refused', async () => {
  const matchConditions = [{ name: 'c', expression: 'object.' }];
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }];
  const input = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'wrong' },
    webhooks: [
      {
        name: 'a.b.c',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { url: 'https://hook.example.com/' },
        rules,
        matchConditions,
      },
    ],
  };
  await prints(kubectl('create -f -', { input }), {
    code: 1,
    stderr:
      /^The ValidatingWebhookConfiguration "wrong" is invalid: webhooks\[0\]\.matchConditions\[0\]\.expression: Invalid value: "object\.": compilation failed: ERROR: /,
  });
});

test('a mutating webhook changes what is stored, on a dry run too', async () => {
  await configure('Mutating', ['configmaps']);
  const operations = [{ op: 'add', path: '/metadata/labels', value: { seen: 'yes' } }];
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
  answer = () => ({ allowed: true, patchType: 'JSONPatch', patch });
  const label = "-o jsonpath='{.metadata.labels.seen}'";
  await prints(kubectl(`create configmap changed --dry-run=server ${label}`), { stdout: 'yes' });
  await outputOf(kubectl('create configmap changed'));
  await prints(kubectl(`get configmap changed ${label}`), { stdout: 'yes' });
});

describe('a webhook that is not there', () => {
  const gone = { clientConfig: { service: { namespace: 'default', name: 'nowhere' }, caBundle: CA } };

  test('refuses', async () => {
    await configure('Validating', ['configmaps'], gone);
    await prints(kubectl('create configmap refused'), {
      code: 1,
      stderr:
        'error: failed to create configmap: Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://nowhere.default.svc:443/?timeout=10s": service "nowhere" not found\n',
    });
    // Whoever locked himself out lets himself in again.
    await outputOf(kubectl('delete validatingwebhookconfiguration policy'));
    await outputOf(kubectl('create configmap let-in'));
  });

  test('is passed over where that is asked for, and counted', async () => {
    await configure('Validating', ['configmaps'], { ...gone, failurePolicy: 'Ignore' });
    await outputOf(kubectl('create configmap passed'));
    const metrics = await outputOf(kubectl('get --raw /metrics'));
    assert.match(
      metrics,
      /apiserver_admission_webhook_fail_open_count\{name="policy\.example\.com",type="validating"\} 1\n/,
    );
    assert.match(
      metrics,
      /apiserver_admission_webhook_rejection_count\{name="policy\.example\.com",type="validating",operation="CREATE",error_type="calling_webhook_error",rejection_code="503"\} 1\n/,
    );
  });
});

test('a configuration that names a missing kubeconfig is told at the start', async () => {
  const broken = join(directory, 'broken.yaml');
  await writeFile(broken, admission(join(directory, 'missing')));
  const ended = await launch(['--in-memory', '--port', '0', '--admission-control-config-file', broken]).ended();
  assert.notEqual(ended.code, 0);
  assert.match(ended.stderr, /ValidatingAdmissionWebhook: kubeConfigFile .*missing: .*ENOENT/);
});
