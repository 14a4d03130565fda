/** --authorization-config: a webhook that decides, which requests it is asked about, and a file that changes. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ClientAuthority } from '../support/client-authority.ts';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { WebhookServer } from '../support/webhook-server.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-authorization-'));
after(() => rm(directory, { recursive: true }));
const authority = await ClientAuthority.make(directory);
const hook = await WebhookServer.open(authority);
after(hook.close);
const kubeConfigFile = join(directory, 'hook.kubeconfig');
await hook.writeKubeconfig(kubeConfigFile, authority);
const file = join(directory, 'authorization.yaml');

/** @param conditions YAML strings of CEL */
function configuration(
  conditions: readonly string[],
  failurePolicy = 'NoOpinion',
  order = ['RBAC', 'Webhook'],
): string {
  const webhook = {
    type: 'Webhook',
    name: 'hook',
    webhook: {
      authorizedTTL: '1ms',
      unauthorizedTTL: '1ms',
      timeout: '3s',
      subjectAccessReviewVersion: 'v1',
      matchConditionSubjectAccessReviewVersion: 'v1',
      failurePolicy,
      connectionInfo: { type: 'KubeConfigFile', kubeConfigFile },
      matchConditions: conditions.map((expression) => ({ expression })),
    },
  };
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthorizationConfiguration',
    authorizers: order.map((type) => (type === 'Webhook' ? webhook : { type, name: type.toLowerCase() })),
  });
}

const ABOUT_DEVELOPERS = ["'dev' in request.groups", 'has(request.resourceAttributes)'];
await writeFile(file, configuration(ABOUT_DEVELOPERS));
const plane = await ControlPlane.start({ flags: ['--client-ca-file', authority.file, '--authorization-config', file] });
after(plane.stop);
const ann = await authority.kubectl(plane, 'ann', ['dev']);
const bob = await authority.kubectl(plane, 'bob', ['ops']);

function answer(status: object): void {
  hook.asked.length = 0;
  hook.reply = (review, response) => response.end(JSON.stringify({ ...review, status }));
}

const LIST = 'get configmaps -n default -o name';
const cannot = (user: string, reason = '') =>
  `Error from server (Forbidden): configmaps is forbidden: User "${user}" cannot list resource "configmaps" in API group "" in the namespace "default"${reason}\n`;
const allowed = { stdout: 'configmap/kube-root-ca.crt\n' };
const refused = (user: string, reason?: string) => ({ code: 1, stderr: cannot(user, reason) });
/** Of requests for config maps: kubectl asks for discovery documents too. */
const reviews = () => hook.asked.filter(({ spec }) => spec.resourceAttributes?.resource === 'configmaps');

describe('a webhook', () => {
  test('is asked about what RBAC says nothing of', async () => {
    answer({ allowed: true });
    await prints(ann(`${LIST} --field-selector=metadata.name=kube-root-ca.crt`), allowed);
    assert.deepEqual(reviews()[0], {
      kind: 'SubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {
        resourceAttributes: {
          namespace: 'default',
          verb: 'list',
          version: 'v1',
          resource: 'configmaps',
          name: 'kube-root-ca.crt',
          fieldSelector: { requirements: [{ key: 'metadata.name', operator: 'In', values: ['kube-root-ca.crt'] }] },
        },
        user: 'ann',
        groups: ['dev', 'system:authenticated'],
        extra: reviews()[0].spec.extra,
      },
    });
  });

  test('may refuse, and say why', async () => {
    answer({ allowed: false, denied: true, reason: 'not on Sundays' });
    await prints(ann(LIST), refused('ann', ': not on Sundays'));
  });

  test('is not asked about what its conditions do not match', async () => {
    answer({ allowed: true });
    await prints(bob(LIST), refused('bob'));
    assert.deepEqual(reviews(), []);
  });

  test('CVE-2020-8561: that redirects is not followed, and what it answers is in no log', async () => {
    const canary = await WebhookServer.open(authority);
    after(canary.close);
    hook.reply = (_review, response) => response.writeHead(302, { location: canary.url }).end('canary-in-the-body');
    await prints(ann(LIST), refused('ann'));
    assert.deepEqual(canary.asked, []);
    await eventually(() => assert.match(plane.process.stderr, /an authorization webhook failed/));
    assert.doesNotMatch(plane.process.stderr, /canary-in-the-body/);
  });

  test('never keeps administrators out', async () => {
    answer({ allowed: false, denied: true });
    await prints(plane.kubectl(LIST), allowed);
  });
});

describe('the file', () => {
  test('that cannot be used leaves the one before in force, and the server says so', async () => {
    await writeFile(file, configuration(['request.nonsense']));
    await eventually(() => assert.match(plane.process.stderr, /the one before stays in force/));
    assert.match(plane.process.stderr, /authorizers\[1\]\.matchConditions\[0\]\.expression: Invalid value/);
    answer({ allowed: true });
    await prints(ann(LIST), allowed);
    await prints(bob(LIST), refused('bob'));
  });

  test('that is mended takes over', async () => {
    await writeFile(file, configuration(["'ops' in request.groups"], 'Deny', ['Webhook', 'Node', 'RBAC']));
    answer({ allowed: true });
    await eventually(() => prints(bob(LIST), allowed));
    await prints(ann(LIST), refused('ann'));
  });

  test('decides what a failure means', async () => {
    hook.reply = (_review, response) => response.writeHead(403).end();
    await prints(bob(LIST), {
      code: 1,
      stderr:
        'Error from server (InternalError): Internal error occurred: the authorization webhook hook could not decide\n',
    });
    await prints(plane.kubectl(LIST), allowed);
  });

  test('and its decisions are counted', async () => {
    const { text } = await plane.ask('/metrics');
    const count = (labels: string) => new RegExp(`^apiserver_authorization_decisions_total\\{${labels}\\} [1-9]`, 'm');
    assert.match(text, count('type="Webhook",name="hook",decision="allowed"'));
    assert.match(text, count('type="Webhook",name="hook",decision="denied"'));
    assert.match(text, /^apiserver_authorization_webhook_evaluations_total\{name="hook",result="success"\} [1-9]/m);
    assert.match(
      text,
      /^apiserver_authorization_webhook_evaluations_fail_open_total\{name="hook",result="error"\} [1-9]/m,
    );
    assert.match(
      text,
      /^apiserver_authorization_match_condition_exclusions_total\{type="Webhook",name="hook"\} [1-9]/m,
    );
    const reloads = (labels: string) =>
      new RegExp(`^apiserver_authorization_config_controller_automatic_reloads_total\\{${labels}\\} 1$`, 'm');
    assert.match(text, reloads('status="success"'));
    assert.match(text, reloads('status="failure"'));
  });
});

describe('a start', () => {
  const cases: readonly (readonly [name: string, flags: readonly string[], message: RegExp])[] = [
    [
      'with a file and a mode',
      ['--authorization-config', file, '--authorization-mode', 'RBAC'],
      /can not be specified/,
    ],
    ['that would allow everything', ['--authorization-mode', 'AlwaysAllow'], /anybody may do anything/],
    [
      'with a kubeconfig that is none',
      ['--authorization-mode', 'Webhook', '--authorization-webhook-config-file', file],
      /error: --authorization-webhook-config-file .*: /,
    ],
    ['with a webhook that is nowhere', ['--authorization-mode', 'Webhook'], /config-file not passed/],
  ];
  for (const [name, flags, message] of cases) {
    test(`${name} is refused`, async () => {
      const ended = await launch(['--data-dir', join(directory, 'refused'), ...flags]).ended();
      assert.notEqual(ended.code, 0);
      assert.match(ended.stderr, message);
    });
  }

  test('with a file that is wrong is refused, with all that is wrong', async () => {
    const wrong = join(directory, 'wrong.yaml');
    await writeFile(wrong, configuration(['1', '2'], 'Maybe'));
    const ended = await launch(['--data-dir', join(directory, 'refused'), '--authorization-config', wrong]).ended();
    assert.notEqual(ended.code, 0);
    assert.match(
      ended.stderr,
      /wrong\.yaml: \[.*failurePolicy: Unsupported value: "Maybe".*must evaluate to bool.*\]/s,
    );
  });
});

test('modes of flags: a webhook alone', async () => {
  const flags = ['--authorization-mode', 'Webhook', '--authorization-webhook-config-file', kubeConfigFile];
  const other = await ControlPlane.start({ flags: ['--client-ca-file', authority.file, ...flags] });
  after(other.stop);
  answer({ allowed: true });
  const carol = await authority.kubectl(other, 'carol', ['dev']);
  await prints(carol('get namespaces -o name'), { stdout: /namespace\/default\n/ });
  const review = hook.asked.find(({ spec }) => spec.user === 'carol');
  assert.equal(review.apiVersion, 'authorization.k8s.io/v1beta1');
  assert.deepEqual(review.spec.group, ['dev', 'system:authenticated']);
});

test('modes of flags: nobody but administrators', async () => {
  const flags = ['--client-ca-file', authority.file, '--authorization-mode', 'AlwaysDeny'];
  const other = await ControlPlane.start({ flags });
  after(other.stop);
  const carol = await authority.kubectl(other, 'carol', ['dev']);
  await prints(carol('get --raw /api/v1/namespaces'), { code: 1, stderr: /: Everything is forbidden\.\n$/ });
  await prints(other.kubectl('get namespaces -o name'), { stdout: /namespace\/default\n/ });
});
