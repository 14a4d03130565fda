/** @kubernetes/client-node: objects, patches, pages, watches, and an informer that survives a restart. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/expect.ts';
import { configMap, deployment } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

const config = new KubeConfig();
config.loadFromFile(plane.kubeconfig);
const core = config.makeApiClient(CoreV1Api);
const apps = config.makeApiClient(AppsV1Api);

await core.createNamespace({ body: { metadata: { name: 'work' } } });
const namespace = 'work';

/** Rejects with what the API answered. */
async function answers(call: Promise<unknown>, code: number, reason: string): Promise<void> {
  await assert.rejects(call, (error: ApiException<string>) => {
    assert.ok(error instanceof ApiException);
    const status = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    assert.deepEqual([error.code, status.kind, status.reason], [code, 'Status', reason]);
    return true;
  });
}

describe('objects', { concurrency: true }, () => {
  test('create, read, replace, delete', async () => {
    const created = await core.createNamespacedConfigMap({ namespace, body: configMap('crud', { a: '1' }) });
    assert.equal(created.data!.a, '1');
    assert.ok(created.metadata!.creationTimestamp instanceof Date);
    const replaced = await core.replaceNamespacedConfigMap({
      name: 'crud',
      namespace,
      body: { ...created, data: { b: '2' } },
    });
    assert.deepEqual(replaced.data, { b: '2' });
    const stale = core.replaceNamespacedConfigMap({ name: 'crud', namespace, body: { ...created, data: {} } });
    await answers(stale, 409, 'Conflict');
    assert.deepEqual((await core.readNamespacedConfigMap({ name: 'crud', namespace })).data, { b: '2' });
    await core.deleteNamespacedConfigMap({ name: 'crud', namespace });
    await answers(core.readNamespacedConfigMap({ name: 'crud', namespace }), 404, 'NotFound');
  });

  test('preconditions of a delete', async () => {
    const { metadata } = await core.createNamespacedConfigMap({ namespace, body: configMap('guarded', {}) });
    const remove = (preconditions: object) =>
      core.deleteNamespacedConfigMap({ name: 'guarded', namespace, body: { preconditions } });
    await answers(remove({ uid: 'another' }), 409, 'Conflict');
    await answers(remove({ resourceVersion: '1' }), 409, 'Conflict');
    await remove({ uid: metadata!.uid, resourceVersion: metadata!.resourceVersion });
  });

  test('any kind', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const made = await objects.create({ ...deployment('any'), metadata: { name: 'any', namespace } });
    assert.equal(made.kind, 'Deployment');
    await objects.delete(made);
  });

  test('a collection', async () => {
    const labels = { set: 'all' };
    for (const name of ['x', 'y', 'z']) {
      await core.createNamespacedConfigMap({ namespace, body: configMap(name, {}, labels) });
    }
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'set=all' });
    assert.deepEqual((await core.listNamespacedConfigMap({ namespace, labelSelector: 'set=all' })).items, []);
  });
});

describe('patches', { concurrency: true }, () => {
  const side = { name: 'side', image: 'envoy' };
  const cases: { strategy: string; body: unknown; containers: string[] }[] = [
    {
      strategy: PatchStrategy.JsonPatch,
      body: [{ op: 'add', path: '/spec/template/spec/containers/0', value: side }],
      containers: ['side', 'web'],
    },
    {
      strategy: PatchStrategy.MergePatch,
      body: { spec: { template: { spec: { containers: [side] } } } },
      containers: ['side'],
    },
    {
      strategy: PatchStrategy.StrategicMergePatch,
      body: { spec: { template: { spec: { containers: [side] } } } },
      containers: ['side', 'web'],
    },
    {
      strategy: PatchStrategy.ServerSideApply,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { template: { spec: { containers: [side] } } },
      },
      containers: ['web', 'side'],
    },
  ];
  for (const [index, { strategy, body, containers }] of cases.entries()) {
    test(strategy, async () => {
      const name = `patched-${index}`;
      await apps.createNamespacedDeployment({ namespace, body: deployment(name) });
      const fieldManager = strategy === PatchStrategy.ServerSideApply ? 'test' : undefined;
      const patched = await apps.patchNamespacedDeployment(
        { name, namespace, body, fieldManager },
        setHeaderOptions('Content-Type', strategy),
      );
      assert.deepEqual(
        patched.spec!.template.spec!.containers.map((one) => one.name),
        containers,
      );
    });
  }
});

test('pages of a list show one moment', async () => {
  await core.createNamespace({ body: { metadata: { name: 'pages' } } });
  const make = (name: string) => core.createNamespacedConfigMap({ namespace: 'pages', body: configMap(name, {}) });
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map(make));
  const selector = { namespace: 'pages', fieldSelector: 'metadata.name!=kube-root-ca.crt', limit: 2 };
  const first = await core.listNamespacedConfigMap(selector);
  await make('bb');
  const found = [...first.items];
  let next = first.metadata!._continue;
  while (next) {
    const page = await core.listNamespacedConfigMap({ ...selector, _continue: next });
    assert.equal(page.metadata!.resourceVersion, first.metadata!.resourceVersion);
    found.push(...page.items);
    next = page.metadata!._continue;
  }
  assert.deepEqual(
    found.map(({ metadata }) => metadata!.name),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('watch', async () => {
  await core.createNamespace({ body: { metadata: { name: 'watched' } } });
  const seen: string[] = [];
  const ended = Promise.withResolvers<unknown>();
  const controller = await new Watch(config).watch(
    '/api/v1/namespaces/watched/configmaps',
    { fieldSelector: 'metadata.name=c' },
    (type, object) => seen.push(`${type} ${object.metadata.name} ${object.data?.a}`),
    ended.resolve,
  );
  const body = configMap('c', { a: '1' });
  await core.createNamespacedConfigMap({ namespace: 'watched', body });
  await core.createNamespacedConfigMap({ namespace: 'watched', body: configMap('other', {}) });
  await core.replaceNamespacedConfigMap({ name: 'c', namespace: 'watched', body: { ...body, data: { a: '2' } } });
  await core.deleteNamespacedConfigMap({ name: 'c', namespace: 'watched' });
  await eventually(() => assert.deepEqual(seen, ['ADDED c 1', 'MODIFIED c 2', 'DELETED c 2']));
  controller.abort();
  await ended.promise;
});

test('an informer survives a restart of the server', async () => {
  await core.createNamespace({ body: { metadata: { name: 'informed' } } });
  const make = (name: string) => core.createNamespacedConfigMap({ namespace: 'informed', body: configMap(name, {}) });
  const informer = makeInformer<V1ConfigMap>(config, '/api/v1/namespaces/informed/configmaps', () =>
    core.listNamespacedConfigMap({ namespace: 'informed' }),
  );
  const seen = new Map<string, number>();
  informer.on('add', ({ metadata }) => seen.set(metadata!.name!, (seen.get(metadata!.name!) ?? 0) + 1));
  const restart = () => void setTimeout(() => informer.start(), 100);
  informer.on('error', restart);
  await make('before');
  await informer.start();
  await eventually(() => assert.equal(seen.get('before'), 1));
  await make('second');
  await eventually(() => assert.equal(seen.get('second'), 1));
  await plane.restart();
  await make('after');
  await eventually(() => assert.equal(seen.get('after'), 1));
  assert.equal(seen.get('before'), 1, 'the informer sees nothing twice');
  assert.ok(informer.get('second', 'informed'));
  informer.off('error', restart);
  await informer.stop();
});
