import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { startControllers } from '../../assembly/controllers.ts';
import { controllersOptions, openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { collectionPath, NAMESPACED_SAMPLES } from './testing.ts';

const TEAM = '/api/v1/namespaces/team';
const HOLD = 'example.com/hold';

async function open(t: TestContext): Promise<TestCluster> {
  const cluster = await openTestCluster();
  t.after(cluster.close);
  await cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  return cluster;
}

const configMap = (name: string, finalizers: string[] = []) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, finalizers },
});
const release = (cluster: TestCluster, path: string) =>
  cluster.call('PATCH', path, { metadata: { finalizers: null } }, { 'content-type': 'application/merge-patch+json' });
const condition = (namespace: any, type: string) =>
  namespace.status.conditions?.find((found: any) => found.type === type);

describe('a namespace that is deleted', () => {
  test('takes everything in it with it, and nothing else', async (t) => {
    const cluster = await open(t);
    const elsewhere = '/api/v1/namespaces/default/configmaps/web';
    await cluster.create('/api/v1/namespaces/default/configmaps', configMap('web'));
    for (const [apiVersion, resource, kind, fields] of NAMESPACED_SAMPLES) {
      const path = collectionPath(apiVersion, resource, 'team');
      await cluster.create(path, { apiVersion, kind, metadata: { name: 'web' }, ...fields });
    }
    await cluster.call('DELETE', TEAM);
    await cluster.untilGone(TEAM);
    for (const [apiVersion, resource] of NAMESPACED_SAMPLES) {
      const { body } = await cluster.call('GET', collectionPath(apiVersion, resource, 'team'));
      assert.deepEqual(body.items, [], resource);
    }
    assert.equal((await cluster.call('GET', elsewhere)).status, 200);
    assert.deepEqual(cluster.log, []);
  });

  test('samples are of every kind that is namespaced and can be deleted', async (t) => {
    const cluster = await open(t);
    const kinds = [...cluster.api.registry.all()]
      .filter(({ resource }) => resource.namespaced && resource.verbs.includes('delete'))
      .map(({ resource }) => resource.prefix);
    assert.equal(NAMESPACED_SAMPLES.length, new Set(kinds).size);
  });

  test('waits for finalizers of its content, says so, and goes when they are gone', async (t) => {
    const cluster = await open(t);
    await cluster.create(`${TEAM}/configmaps`, configMap('held', [HOLD]));
    await cluster.call('DELETE', TEAM);
    const waiting = await cluster.until(TEAM, (_, body) => condition(body, 'NamespaceContentRemaining'));
    assert.equal(waiting.status.phase, 'Terminating');
    assert.equal(
      condition(waiting, 'NamespaceContentRemaining').message,
      'Some resources are remaining: configmaps. has 1 resource instances',
    );
    assert.equal(
      condition(waiting, 'NamespaceFinalizersRemaining').message,
      `Some content in the namespace has finalizers remaining: ${HOLD} in 1 resource instances`,
    );
    assert.equal(condition(waiting, 'NamespaceDeletionContentFailure').status, 'False');
    await release(cluster, `${TEAM}/configmaps/held`);
    await cluster.untilGone(TEAM);
  });

  test('that waits writes nothing while nothing changes', async (t) => {
    const cluster = await open(t);
    await cluster.create(`${TEAM}/configmaps`, configMap('held', [HOLD]));
    await cluster.call('DELETE', TEAM);
    await cluster.until(TEAM, (_, body) => condition(body, 'NamespaceContentRemaining'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const revision = await cluster.storage.currentRevision();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await cluster.storage.currentRevision(), revision);
  });

  test('CVE-2024-7598: keeps its network policies until its last pod is gone', async (t) => {
    const cluster = await open(t);
    const policy = `${collectionPath('networking.k8s.io/v1', 'networkpolicies', 'team')}`;
    await cluster.create(policy, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny' },
      spec: { podSelector: {} },
    });
    await cluster.create(`${TEAM}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', finalizers: [HOLD] },
      spec: { containers: [{ name: 'web', image: 'web:1' }] },
    });
    await cluster.call('DELETE', TEAM);
    await cluster.until(TEAM, (_, body) => condition(body, 'NamespaceContentRemaining'));
    assert.equal(cluster.deleted.length, 0);
    const { message } = condition((await cluster.call('GET', TEAM)).body, 'NamespaceContentRemaining');
    assert.equal(message, 'Some resources are remaining: pods. has 1 resource instances');
    await release(cluster, `${TEAM}/pods/web`);
    await cluster.untilGone(TEAM);
    assert.equal(cluster.deleted[0], '/registry/pods/team/web');
    assert.ok(cluster.deleted.includes('/registry/networkpolicies/team/deny'));
  });

  test('with another finalizer of its own stays, empty, until that is gone', async (t) => {
    const cluster = await open(t);
    const namespace = (await cluster.call('GET', TEAM)).body;
    namespace.spec.finalizers.push('example.com/mine');
    assert.equal((await cluster.call('PUT', `${TEAM}/finalize`, namespace)).status, 200);
    await cluster.create(`${TEAM}/configmaps`, configMap('plain'));
    await cluster.call('DELETE', TEAM);
    const left = await cluster.until(TEAM, (_, body) => !body.spec.finalizers.includes('kubernetes'));
    assert.deepEqual(left.spec.finalizers, ['example.com/mine']);
    assert.equal(condition(left, 'NamespaceContentRemaining').status, 'False');
    assert.equal((await cluster.call('GET', `${TEAM}/configmaps/plain`)).status, 404);
    left.spec.finalizers = [];
    await cluster.call('PUT', `${TEAM}/finalize`, left);
    await cluster.untilGone(TEAM);
  });

  test('whose content cannot be deleted says why, and is tried again', async (t) => {
    const cluster = await open(t);
    await cluster.create(`${TEAM}/configmaps`, configMap('web'));
    let refuse = true;
    const store = cluster.api.registry.store('', 'configmaps');
    const remove = store.delete.bind(store);
    store.delete = (name, request) => (refuse ? Promise.reject(new Error('disk is gone')) : remove(name, request));
    await cluster.call('DELETE', TEAM);
    const failing = await cluster.until(TEAM, (_, body) => condition(body, 'NamespaceDeletionContentFailure'));
    const { status, reason } = condition(failing, 'NamespaceDeletionContentFailure');
    assert.deepEqual([status, reason], ['True', 'ContentDeletionFailed']);
    refuse = false;
    await cluster.untilGone(TEAM);
  });

  test('with a damaged object in it says which, tells nothing of what it holds, and goes once that is gone', async (t) => {
    const cluster = await open(t);
    const key = '/registry/secrets/team/damaged';
    await cluster.create(`${TEAM}/configmaps`, configMap('web'));
    await cluster.storage.commit([{ type: 'put', key, value: Buffer.from('{"kind":"Secret","data":canary') }]);
    await cluster.call('DELETE', TEAM);
    const failing = await cluster.until(TEAM, (_, body) => condition(body, 'NamespaceDeletionContentFailure'));
    assert.equal(
      condition(failing, 'NamespaceDeletionContentFailure').message,
      'Failed to delete all resource types, 1 remaining: secrets "damaged" cannot be read from the storage',
    );
    assert.match(condition(failing, 'NamespaceContentRemaining').message, /secrets\. has 1 resource instances$/);
    assert.doesNotMatch(JSON.stringify([failing, cluster.log]), /canary/);
    await cluster.storage.commit([{ type: 'delete', key }]);
    await cluster.untilGone(TEAM);
  });

  test('that was being deleted when the server stopped goes on at the next start', async (t) => {
    const cluster = await open(t);
    await cluster.controllers.stop();
    await cluster.create(`${TEAM}/configmaps`, configMap('web'));
    await cluster.call('DELETE', TEAM);
    const again = startControllers(cluster.api, controllersOptions());
    t.after(() => again.stop());
    await cluster.untilGone(TEAM);
  });
});

test('many namespaces with much in them go together', async (t) => {
  const cluster = await open(t);
  const names = Array.from({ length: 20 }, (_, i) => `team-${i}`);
  for (const name of names) {
    await cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (let i = 0; i < 20; i += 1) await cluster.create(`/api/v1/namespaces/${name}/configmaps`, configMap(`c${i}`));
  }
  await Promise.all(names.map((name) => cluster.call('DELETE', `/api/v1/namespaces/${name}`)));
  for (const name of names) await cluster.untilGone(`/api/v1/namespaces/${name}`);
  const { body } = await cluster.call('GET', '/api/v1/configmaps');
  assert.ok(body.items.every((item: any) => !item.metadata.namespace.startsWith('team-')));
});
