/** Admission plugins that administrators turn on, with upstream's flags and configuration files. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { ClientAuthority } from '../support/client-authority.ts';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { WebhookServer } from '../support/webhook-server.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
after(() => rm(directory, { recursive: true }));
const authority = await ClientAuthority.make(directory);
const hook = await WebhookServer.open(authority);
after(hook.close);
const kubeconfig = join(directory, 'images.kubeconfig');
await hook.writeKubeconfig(kubeconfig, authority);

const NODES = join(directory, 'nodes.yaml');
const EVENTS = join(directory, 'events.yaml');
const ADMISSION = join(directory, 'admission.yaml');
const AUDIT = join(directory, 'audit.log');
await writeFile(NODES, 'podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: env=dev, shop: "env=prod,disk=ssd"}');
await writeFile(
  EVENTS,
  `apiVersion: eventratelimit.admission.k8s.io/v1alpha1
kind: Configuration
limits: [{type: Namespace, qps: 1, burst: 2, cacheSize: 10}]`,
);
const imagePolicy = { kubeConfigFile: kubeconfig, allowTTL: -1, denyTTL: -1, retryBackoff: 1, defaultAllow: false };
const admission = (events: string) =>
  JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      { name: 'PodNodeSelector', path: 'nodes.yaml' },
      { name: 'EventRateLimit', path: events },
      { name: 'ImagePolicyWebhook', configuration: { imagePolicy } },
      { name: 'AlwaysAdmit', configuration: {} },
    ],
  });
await writeFile(ADMISSION, admission('events.yaml'));

const ENABLED = [
  'AlwaysAdmit',
  'EventRateLimit',
  'ImagePolicyWebhook',
  'NamespaceAutoProvision',
  'NamespaceExists',
  'PodNodeSelector',
  'PodTolerationRestriction',
];
const WAIT = ['--default-not-ready-toleration-seconds', '7', '--default-unreachable-toleration-seconds', '9'];
const flags = [...WAIT, '--enable-admission-plugins', ENABLED.join(','), '--admission-control-config-file', ADMISSION];
const plane = await ControlPlane.start({ flags: [...flags, '--audit-log-path', AUDIT] });
after(plane.stop);
const { kubectl } = plane;

const ALLOWED = { allowed: true };
/** What the webhook says of the images that it is asked about. */
let status: (spec: any) => object = () => ALLOWED;
hook.reply = ({ apiVersion, kind, spec }, response) => {
  response.end(JSON.stringify({ apiVersion, kind, status: status(spec) }));
};
afterEach(() => {
  status = () => ALLOWED;
});

const run = (namespace: string, name: string, more = '') =>
  kubectl(`-n ${namespace} run ${name} --image=registry.example/web:1 ${more}`);
const created = (name: string) => ({ stdout: `pod/${name} created\n`, stderr: '' });
const refusal = (message: string) => ({ code: 1, stderr: `Error from server (Forbidden): ${message}\n` });
const overriding = (spec: object) => `--overrides='${JSON.stringify({ apiVersion: 'v1', spec })}'`;

describe('PodNodeSelector', () => {
  const selector = (namespace: string, name: string) =>
    outputOf(kubectl(`-n ${namespace} get pod ${name} -o jsonpath={.spec.nodeSelector}`));

  test('a pod goes to the nodes of its namespace', async () => {
    await plane.namespace('lab');
    await prints(run('lab', 'usual'), created('usual'));
    assert.equal(await selector('lab', 'usual'), '{"env":"dev"}');
    await outputOf(kubectl('annotate namespace lab scheduler.alpha.kubernetes.io/node-selector=env=lab'));
    await prints(run('lab', 'own'), created('own'));
    assert.equal(await selector('lab', 'own'), '{"env":"lab"}');
  });

  test('and to no others', async () => {
    await prints(
      run('lab', 'astray', overriding({ nodeSelector: { env: 'prod' } })),
      refusal('pods "astray" is forbidden: pod node label selector conflicts with its namespace node label selector'),
    );
    await plane.namespace('shop');
    await prints(
      run('shop', 'web'),
      refusal('pods "web" is forbidden: pod node label selector labels conflict with its namespace whitelist'),
    );
    await outputOf(kubectl('annotate namespace shop scheduler.alpha.kubernetes.io/node-selector=env=prod'));
    await prints(run('shop', 'web', overriding({ nodeSelector: { disk: 'ssd' } })), created('web'));
    assert.equal(await selector('shop', 'web'), '{"disk":"ssd","env":"prod"}');
  });
});

describe('PodTolerationRestriction', () => {
  test('a pod tolerates what its namespace says, and no more than it allows', async () => {
    await plane.namespace('gpu');
    const gpu = [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }];
    const lasting = ['not-ready', 'unreachable'].map((state) => ({
      key: `node.kubernetes.io/${state}`,
      operator: 'Exists',
      effect: 'NoExecute',
    }));
    const annotations = {
      'scheduler.alpha.kubernetes.io/defaultTolerations': JSON.stringify(gpu),
      'scheduler.alpha.kubernetes.io/tolerationsWhitelist': JSON.stringify([...gpu, ...lasting]),
    };
    const patch = join(directory, 'patch.json');
    await writeFile(patch, JSON.stringify({ metadata: { annotations } }));
    await outputOf(kubectl(`patch namespace gpu --patch-file ${patch}`));
    await prints(run('gpu', 'train'), created('train'));
    const keys = await outputOf(kubectl('-n gpu get pod train -o jsonpath={.spec.tolerations[*].key}'));
    assert.deepEqual(keys.split(' ').sort(), ['gpu', 'node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);
    const seconds = '-n gpu get pod train -o jsonpath={.spec.tolerations[*].tolerationSeconds}';
    assert.equal(await outputOf(kubectl(seconds)), '7 9', 'as the flags of DefaultTolerationSeconds say');
    await prints(run('gpu', 'other', overriding({ tolerations: [{ key: 'infra', operator: 'Exists' }] })), {
      code: 1,
      stderr:
        'Error from server: pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist\n',
    });
  });
});

describe('ImagePolicyWebhook', () => {
  test('is asked about the images, and refuses with its reason', async () => {
    status = ({ containers }) =>
      containers.some(({ image }: any) => image.endsWith(':latest'))
        ? { allowed: false, reason: 'latest is not allowed', auditAnnotations: { policy: 'tags' } }
        : ALLOWED;
    const annotations = '--annotations=ticket.image-policy.k8s.io/id=7';
    await prints(
      kubectl(`-n lab run late --image=registry.example/web:latest ${annotations}`),
      refusal(
        'pods "late" is forbidden: image policy webhook backend denied one or more images: latest is not allowed',
      ),
    );
    assert.deepEqual(hook.asked.at(-1), {
      kind: 'ImageReview',
      apiVersion: 'imagepolicy.k8s.io/v1alpha1',
      spec: {
        containers: [{ image: 'registry.example/web:latest' }],
        annotations: { 'ticket.image-policy.k8s.io/id': '7' },
        namespace: 'lab',
      },
    });
    await prints(run('lab', 'pinned'), created('pinned'));
    await eventually(async () => {
      assert.match(await readFile(AUDIT, 'utf8'), /"imagepolicywebhook\.image-policy\.k8s\.io\/policy":"tags"/);
    });
  });

  test('lets nothing in when it cannot answer', async () => {
    const reply = hook.reply;
    hook.reply = (_review, response) => response.writeHead(503).end('a secret');
    await prints(
      run('lab', 'unasked'),
      refusal('pods "unasked" is forbidden: the server is currently unable to handle the request'),
    );
    hook.reply = reply;
  });
});

describe('EventRateLimit', () => {
  const event = (number: number, group: string) => {
    const about = { apiVersion: 'v1', kind: 'Pod', namespace: group, name: 'web' };
    const metadata = { name: `e-${number}`, namespace: group };
    const common = { metadata, reason: 'Noise', type: 'Normal' };
    if (group === 'core') return { apiVersion: 'v1', kind: 'Event', ...common, involvedObject: about };
    const report = { reportingController: 'example.com/noise', reportingInstance: 'i', action: 'Making' };
    const eventTime = new Date().toISOString().replace('Z', '000Z');
    return { apiVersion: 'events.k8s.io/v1', kind: 'Event', ...common, ...report, eventTime, regarding: about };
  };

  for (const group of ['core', 'events']) {
    test(`too many events of a namespace are refused: ${group}`, async () => {
      await plane.namespace(group);
      const items = Array.from({ length: 10 }, (_, number) => event(number, group));
      const { code, stderr } = await kubectl('create -f -', { input: { apiVersion: 'v1', kind: 'List', items } });
      assert.equal(code, 1);
      const message = `Too many requests: limit reached on type Namespace for key ${group}`;
      assert.match(stderr, new RegExp(`Error from server \\(TooManyRequests\\): .*${message}\n`));
    });
  }
});

test('NamespaceAutoProvision: a namespace is made when it is first written into', async () => {
  await prints(kubectl('-n fresh create configmap a'), { stdout: 'configmap/a created\n', stderr: '' });
  await prints(kubectl('get namespace fresh -o name'), { stdout: 'namespace/fresh\n' });
});

test('what is on and what it was configured with can be seen; what does nothing is not on', async () => {
  const names = (await outputOf(kubectl('get admissionplugins -o name'))).trim().split('\n');
  const on = ENABLED.filter((name) => names.includes(`admissionplugin.allium.dev/${name}`));
  assert.deepEqual(
    on,
    ENABLED.filter((name) => name !== 'AlwaysAdmit'),
  );
  const limits = await outputOf(kubectl('get admissionplugin EventRateLimit -o yaml'));
  assert.match(limits, /type: Namespace/);
});

describe('a configuration that is wrong stops the start', () => {
  const CASES: [what: string, plugin: string, configuration: string, message: RegExp][] = [
    ['no limits', 'EventRateLimit', admission('none.yaml'), /EventRateLimit: limits: Invalid value: \[\]: must not be/],
    ['no webhook', 'ImagePolicyWebhook', '', /ImagePolicyWebhook: no config specified/],
  ];
  for (const [what, plugin, configuration, message] of CASES) {
    test(what, async () => {
      const file = join(directory, `${plugin}.yaml`);
      await writeFile(join(directory, 'none.yaml'), 'null');
      await writeFile(file, configuration);
      const config = configuration === '' ? [] : ['--admission-control-config-file', file];
      const common = ['--in-memory', '--data-dir', join(directory, plugin), '--port', '0'];
      const { code, stderr } = await launch([...common, '--enable-admission-plugins', plugin, ...config]).ended();
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    });
  }
});
