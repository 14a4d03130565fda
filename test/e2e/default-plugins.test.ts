/** What the admission plugins of the default set make of objects, and refuse, as people meet it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;
await plane.namespace('shop');
const inShop = (command: string, input?: object) => kubectl(`-n shop ${command}`, input && { input });
const create = (object: object) => inShop('create -f -', object);
const refused = (what: string, why: string) => ({
  code: 1,
  stderr: `Error from server (Forbidden): error when creating "STDIN": ${what} is forbidden: ${why}\n`,
});
const field = (resource: string, path: string) => outputOf(inShop(`get ${resource} -o jsonpath='{${path}}'`));

const pod = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'web', image: 'nginx:1' }], ...spec },
});
const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const classOf = (group: string, kind: string, name: string, isDefault: boolean, more: object) => {
  const domain = kind === 'StorageClass' ? 'storageclass' : 'ingressclass';
  const annotations = { [`${domain}.kubernetes.io/is-default-class`]: String(isDefault) };
  return { apiVersion: `${group}/v1`, kind, metadata: { name, annotations }, ...more };
};
const storageClass = (name: string, isDefault: boolean, more: object = {}) =>
  classOf('storage.k8s.io', 'StorageClass', name, isDefault, { provisioner: 'example.com/disk', ...more });
const ingressClass = (name: string) =>
  classOf('networking.k8s.io', 'IngressClass', name, true, { spec: { controller: 'example.com/ingress' } });

describe('pods', () => {
  before(async () => {
    await eventually(async () => assert.match(await outputOf(inShop('get serviceaccounts')), /\ndefault /));
  });

  test('pull their images always', async () => {
    await prints(inShop('run never --image=nginx:1 --image-pull-policy=Never'), { stdout: 'pod/never created\n' });
    assert.equal(await field('pod never', '.spec.containers[0].imagePullPolicy'), 'Always');
    const debug = { name: 'debug', image: 'busybox:1', imagePullPolicy: 'IfNotPresent' };
    const { status, text } = await plane.ask('/api/v1/namespaces/shop/pods/never/ephemeralcontainers', {
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { spec: { ephemeralContainers: [debug] } },
    });
    assert.equal(status, 200, text);
    assert.equal(await field('pod never', '.spec.ephemeralContainers[0].imagePullPolicy'), 'Always');
  });

  test('stay five minutes on a node that is gone', async () => {
    const tolerations = '.spec.tolerations[*].tolerationSeconds';
    assert.equal(await field('pod never', tolerations), '300 300');
  });

  test('have the priority of their class', async () => {
    await prints(
      create(pod('vip', { priorityClassName: 'vip' })),
      refused('pods "vip"', 'no PriorityClass with name vip was found'),
    );
    await prints(kubectl('create priorityclass vip --value=70 --preemption-policy=Never'));
    await prints(create(pod('vip', { priorityClassName: 'vip' })));
    assert.equal(
      (await field('pod vip', '.spec.priority')) + (await field('pod vip', '.spec.preemptionPolicy')),
      '70Never',
    );
    const why =
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 70 from the given PriorityClass name';
    await prints(create(pod('own', { priorityClassName: 'vip', priority: 5 })), refused('pods "own"', why));
  });

  test('cost what their runtime costs', async () => {
    const missing = 'pod rejected: RuntimeClass "kata" not found';
    await prints(create(pod('boxed', { runtimeClassName: 'kata' })), refused('pods "boxed"', missing));
    const runtime = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'kata' }, handler: 'kata' };
    await prints(create({ ...runtime, overhead: { podFixed: { cpu: '250m' } } }));
    await prints(create(pod('boxed', { runtimeClassName: 'kata' })));
    assert.equal(await field('pod boxed', '.spec.overhead.cpu'), '250m');
  });
});

describe('claims', () => {
  test('get the newest of several default classes, at once or later', async () => {
    await prints(create(claim('early')));
    assert.equal(await field('pvc early', '.spec.storageClassName'), '');
    await prints(create(storageClass('old', true)));
    await eventually(async () => assert.equal(await field('pvc early', '.spec.storageClassName'), 'old'));
    // Creation is told in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await prints(create(storageClass('new', true, { allowVolumeExpansion: true })));
    await prints(create(claim('late')));
    assert.equal(await field('pvc late', '.spec.storageClassName'), 'new');
    await prints(create(claim('none', { storageClassName: '' })));
    assert.equal(await field('pvc none', '.spec.storageClassName'), '');
  });

  test('are protected while they are used', async () => {
    assert.equal(await field('pvc late', '.metadata.finalizers'), '["kubernetes.io/pvc-protection"]');
  });

  test('grow only where their class lets them', async () => {
    const grow = (name: string) =>
      inShop(`patch pvc ${name} --type=merge -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`);
    const refusedGrowth = (name: string, why: string) => ({
      code: 1,
      stderr: `Error from server (Forbidden): persistentvolumeclaims "${name}" is forbidden: ${why}\n`,
    });
    for (const name of ['early', 'late']) {
      await outputOf(inShop(`patch pvc ${name} --type=merge -p '{"spec":{"volumeName":"v-${name}"}}'`));
      await outputOf(inShop(`patch pvc ${name} --subresource=status --type=merge -p '{"status":{"phase":"Bound"}}'`));
    }
    await prints(
      grow('early'),
      refusedGrowth(
        'early',
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      ),
    );
    await prints(grow('late'), { stdout: 'persistentvolumeclaim/late patched\n' });
  });
});

test('an ingress gets the default class, and none where there are two', async () => {
  const ingress = (name: string) => inShop(`create ingress ${name} --rule=example.com/=web:80`);
  await prints(create(ingressClass('front')));
  await prints(ingress('one'), { stdout: 'ingress.networking.k8s.io/one created\n' });
  assert.equal(await field('ingress one', '.spec.ingressClassName'), 'front');
  await prints(create(ingressClass('back')));
  const why = 'Internal error occurred: 2 default IngressClasses were found, only 1 allowed';
  await prints(ingress('two'), {
    code: 1,
    stderr: `error: failed to create ingress: ingresses.networking.k8s.io "two" is forbidden: ${why}\n`,
  });
});

test('a new node takes no pods yet', async () => {
  await prints(create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }));
  assert.equal(
    await field('node n1', '.spec.taints'),
    '[{"effect":"NoSchedule","key":"node.kubernetes.io/not-ready"}]',
  );
});

test('there is one default priority', async () => {
  await prints(kubectl('create priorityclass usual --value=1 --global-default=true'));
  await prints(kubectl('create priorityclass other --value=2 --global-default=true'), {
    code: 1,
    stderr:
      'error: failed to create priorityclass: priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist\n',
  });
});
