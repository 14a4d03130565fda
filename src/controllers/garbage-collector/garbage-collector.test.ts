import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { startControllers } from '../../assembly/controllers.ts';
import { controllersOptions, openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';

const HOLD = 'example.com/hold';
const labels = { app: 'web' };
const podSpec = { containers: [{ name: 'web', image: 'web:1' }] };
const workload = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } } };

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const REPLICA_SETS = '/apis/apps/v1/namespaces/default/replicasets';
const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const CLUSTER_ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';

async function open(t: TestContext): Promise<TestCluster> {
  const cluster = await openTestCluster();
  t.after(cluster.close);
  return cluster;
}

/** A reference to an object that the API answered with. */
function ref({ apiVersion, kind, metadata }: any, more: object = {}) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, ...more };
}
const meta = (name: string, owners: object[] = [], finalizers: string[] = []) => ({
  metadata: { name, ownerReferences: owners, finalizers },
});
const configMap = (name: string, owners: object[] = [], finalizers: string[] = []) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...meta(name, owners, finalizers),
});

/** deployment ← replica set ← two pods, each blocking its owner's deletion. */
async function chain({ create }: TestCluster) {
  const blocking = { controller: true, blockOwnerDeletion: true };
  const deployment = await create(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...meta('web'),
    ...workload,
  });
  const replicaSet = await create(REPLICA_SETS, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    ...meta('web-1', [ref(deployment, blocking)]),
    ...workload,
  });
  for (const name of ['web-1-a', 'web-1-b']) {
    await create(PODS, { apiVersion: 'v1', kind: 'Pod', ...meta(name, [ref(replicaSet, blocking)]), spec: podSpec });
  }
  return { deployment, replicaSet };
}
const CHAIN = [`${DEPLOYMENTS}/web`, `${REPLICA_SETS}/web-1`, `${PODS}/web-1-a`, `${PODS}/web-1-b`];

function remove(cluster: TestCluster, path: string, propagationPolicy: string) {
  return cluster.call('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy });
}
function patch(cluster: TestCluster, path: string, metadata: object) {
  return cluster.call('PATCH', path, { metadata }, { 'content-type': 'application/merge-patch+json' });
}
/** Waits until the collector has seen and done everything there was when this was called. */
async function settled(cluster: TestCluster) {
  const owner = await cluster.create(CONFIG_MAPS, configMap('settled'));
  await cluster.create(CONFIG_MAPS, configMap('settled-dependent', [ref(owner)]));
  await cluster.call('DELETE', `${CONFIG_MAPS}/settled`);
  await cluster.untilGone(`${CONFIG_MAPS}/settled-dependent`);
}

describe('cascade', () => {
  test('background: the owner goes at once, its dependents and theirs follow', async (t) => {
    const cluster = await open(t);
    await chain(cluster);
    await remove(cluster, CHAIN[0]!, 'Background');
    assert.equal((await cluster.call('GET', CHAIN[0]!)).status, 404);
    for (const path of CHAIN) await cluster.untilGone(path);
    assert.deepEqual(cluster.log, []);
  });

  test('foreground: dependents go before their owners', async (t) => {
    const cluster = await open(t);
    await chain(cluster);
    const { body } = await remove(cluster, CHAIN[0]!, 'Foreground');
    assert.deepEqual(body.metadata.finalizers, ['foregroundDeletion']);
    for (const path of CHAIN) await cluster.untilGone(path);
    assert.deepEqual(cluster.deleted.slice(0, 2).toSorted(), [
      '/registry/pods/default/web-1-a',
      '/registry/pods/default/web-1-b',
    ]);
    assert.deepEqual(cluster.deleted.slice(2), [
      '/registry/replicasets/default/web-1',
      '/registry/deployments/default/web',
    ]);
  });

  test('foreground: a dependent that is held holds its owners; one that does not block does not', async (t) => {
    const cluster = await open(t);
    const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
    await cluster.create(CONFIG_MAPS, configMap('blocking', [ref(owner, { blockOwnerDeletion: true })], [HOLD]));
    await cluster.create(CONFIG_MAPS, configMap('other', [ref(owner)], [HOLD]));
    await remove(cluster, `${CONFIG_MAPS}/owner`, 'Foreground');
    await cluster.until(`${CONFIG_MAPS}/blocking`, (_, body) => body.metadata.deletionTimestamp !== undefined);
    await cluster.until(`${CONFIG_MAPS}/other`, (_, body) => body.metadata.deletionTimestamp !== undefined);
    await settled(cluster);
    assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/owner`)).status, 200);
    await patch(cluster, `${CONFIG_MAPS}/blocking`, { finalizers: null });
    await cluster.untilGone(`${CONFIG_MAPS}/owner`);
    assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/other`)).status, 200);
  });

  test('foreground: a dependent that stops blocking lets its owner go', async (t) => {
    const cluster = await open(t);
    const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
    const blocking = ref(owner, { blockOwnerDeletion: true });
    await cluster.create(CONFIG_MAPS, configMap('held', [blocking], [HOLD]));
    await remove(cluster, `${CONFIG_MAPS}/owner`, 'Foreground');
    await settled(cluster);
    await patch(cluster, `${CONFIG_MAPS}/held`, { ownerReferences: [{ ...blocking, blockOwnerDeletion: false }] });
    await cluster.untilGone(`${CONFIG_MAPS}/owner`);
  });

  test('orphan: dependents stay and no longer name their owner', async (t) => {
    const cluster = await open(t);
    await chain(cluster);
    await remove(cluster, CHAIN[1]!, 'Orphan');
    await cluster.untilGone(CHAIN[1]!);
    await settled(cluster);
    for (const path of CHAIN.slice(2)) {
      const { status, body } = await cluster.call('GET', path);
      assert.equal(status, 200, path);
      assert.equal(body.metadata.ownerReferences, undefined);
      assert.equal(body.metadata.deletionTimestamp, undefined);
    }
    assert.equal((await cluster.call('GET', CHAIN[0]!)).status, 200);
  });

  test('foreground: owners in a circle do not wait for each other forever', async (t) => {
    const cluster = await open(t);
    const blocking = { blockOwnerDeletion: true };
    const a = await cluster.create(CONFIG_MAPS, configMap('a'));
    const b = await cluster.create(CONFIG_MAPS, configMap('b', [ref(a, blocking)]));
    await patch(cluster, `${CONFIG_MAPS}/a`, { ownerReferences: [ref(b, blocking)] });
    await remove(cluster, `${CONFIG_MAPS}/a`, 'Foreground');
    await cluster.untilGone(`${CONFIG_MAPS}/a`);
    await cluster.untilGone(`${CONFIG_MAPS}/b`);
  });
});

describe('owners', () => {
  test('of two, the last to go takes the dependent with it; the first is struck out', async (t) => {
    const cluster = await open(t);
    const first = await cluster.create(CONFIG_MAPS, configMap('first'));
    const second = await cluster.create(CONFIG_MAPS, configMap('second'));
    const path = `${CONFIG_MAPS}/dependent`;
    await cluster.create(CONFIG_MAPS, configMap('dependent', [ref(first), ref(second)]));
    await cluster.call('DELETE', `${CONFIG_MAPS}/first`);
    const { metadata } = await cluster.until(path, (_, body) => body.metadata.ownerReferences.length === 1);
    assert.equal(metadata.ownerReferences[0].name, 'second');
    assert.equal(metadata.deletionTimestamp, undefined);
    await cluster.call('DELETE', `${CONFIG_MAPS}/second`);
    await cluster.untilGone(path);
  });

  test('of two, one that is deleted in the foreground does not wait for a dependent that stays', async (t) => {
    const cluster = await open(t);
    const leaving = await cluster.create(CONFIG_MAPS, configMap('leaving'));
    const staying = await cluster.create(CONFIG_MAPS, configMap('staying'));
    const owners = [ref(leaving, { blockOwnerDeletion: true }), ref(staying, { blockOwnerDeletion: true })];
    await cluster.create(CONFIG_MAPS, configMap('dependent', owners));
    await remove(cluster, `${CONFIG_MAPS}/leaving`, 'Foreground');
    await cluster.untilGone(`${CONFIG_MAPS}/leaving`);
    const { body } = await cluster.call('GET', `${CONFIG_MAPS}/dependent`);
    assert.deepEqual(
      body.metadata.ownerReferences.map(({ name }: any) => name),
      ['staying'],
    );
  });

  const other = { uid: '00000000-0000-4000-8000-0000deadbeef' };
  const dangling: readonly [string, (owner: any, elsewhere: any) => object][] = [
    ['never existed', (owner) => ref(owner, { name: 'nobody', ...other })],
    ['was replaced by a namesake', (owner) => ref(owner, other)],
    ['is in another namespace', (_, elsewhere) => ref(elsewhere)],
  ];
  for (const [what, reference] of dangling) {
    test(`a dependent whose owner ${what} goes`, async (t) => {
      const cluster = await open(t);
      const elsewhere = await cluster.create('/api/v1/namespaces/kube-system/configmaps', configMap('elsewhere'));
      const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
      await cluster.create(CONFIG_MAPS, configMap('dependent', [reference(owner, elsewhere)]));
      await cluster.untilGone(`${CONFIG_MAPS}/dependent`);
      assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/owner`)).status, 200);
    });
  }

  const left: readonly [string, object][] = [
    ['is of a kind that nobody knows', { apiVersion: 'example.com/v1', kind: 'Gadget', name: 'owner' }],
    ['is of a version that is not served', { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'owner' }],
    ['has a path for a name', { apiVersion: 'v1', kind: 'ConfigMap', name: '..' }],
  ];
  for (const [what, reference] of left) {
    test(`a dependent whose owner ${what} is left alone`, async (t) => {
      const cluster = await open(t);
      await cluster.create(CONFIG_MAPS, configMap('dependent', [{ ...reference, ...other }]));
      await settled(cluster);
      assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/dependent`)).status, 200);
      assert.deepEqual(cluster.log, []);
    });
  }

  test('a cluster-scoped dependent of an owner in a namespace is left alone', async (t) => {
    const cluster = await open(t);
    const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      ...meta('dependent', [ref(owner)]),
    };
    await cluster.create(CLUSTER_ROLES, role);
    await cluster.call('DELETE', `${CONFIG_MAPS}/owner`);
    await settled(cluster);
    assert.equal((await cluster.call('GET', `${CLUSTER_ROLES}/dependent`)).status, 200);
  });

  describe('an owner in another namespace is told of by an event', () => {
    const event = async (cluster: TestCluster, namespace: string) => {
      const path = `/api/v1/namespaces/${namespace}/events`;
      const { items } = await cluster.until(path, (_, { items }) => items.length > 0);
      assert.equal(items.length, 1);
      return items[0];
    };
    const create = (cluster: TestCluster) =>
      cluster.create('/api/v1/namespaces/kube-system/configmaps', configMap('elsewhere'));
    const message = ({ metadata: { name, uid } }: any, namespace: string) =>
      `ownerRef [v1/ConfigMap, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`;

    test('of what is deleted for it', async (t) => {
      const cluster = await open(t);
      const owner = await create(cluster);
      const child = await cluster.create(CONFIG_MAPS, configMap('child', [ref(owner)]));
      await cluster.untilGone(`${CONFIG_MAPS}/child`);
      const told = await event(cluster, 'default');
      assert.deepEqual(told.involvedObject, { ...ref(child), namespace: 'default' });
      assert.deepEqual(
        [told.type, told.reason, told.message, told.source, told.count],
        [
          'Warning',
          'OwnerRefInvalidNamespace',
          message(owner, 'default'),
          { component: 'garbage-collector-controller' },
          1,
        ],
      );
      assert.match(told.metadata.name, /^child\.[0-9a-f]+$/);
    });

    test('of what is in no namespace, and stays', async (t) => {
      const cluster = await open(t);
      const owner = await create(cluster);
      const role = await cluster.create(CLUSTER_ROLES, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        ...meta('one:two', [ref(owner)]),
      });
      const told = await event(cluster, 'default');
      assert.deepEqual(told.involvedObject, ref(role));
      assert.equal(told.message, message(owner, ''));
      assert.ok(told.metadata.name.startsWith(`${role.metadata.uid}.`), 'events cannot have every name');
      await patch(cluster, `${CLUSTER_ROLES}/one:two`, { labels: { changed: 'too' } });
      await settled(cluster);
      await event(cluster, 'default');
      assert.equal((await cluster.call('GET', `${CLUSTER_ROLES}/one:two`)).status, 200);
    });

    test('not of one that is gone', async (t) => {
      const cluster = await open(t);
      const owner = await create(cluster);
      await cluster.create(CONFIG_MAPS, configMap('kept', [ref(owner)], [HOLD]));
      await event(cluster, 'default');
      await cluster.call('DELETE', '/api/v1/namespaces/kube-system/configmaps/elsewhere');
      await cluster.create(CONFIG_MAPS, configMap('late', [ref(owner)]));
      await cluster.untilGone(`${CONFIG_MAPS}/late`);
      await event(cluster, 'default');
    });
  });

  test('a dependent in a namespace goes with its cluster-scoped owner', async (t) => {
    const cluster = await open(t);
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', ...meta('owner') };
    const owner = await cluster.create(CLUSTER_ROLES, role);
    await cluster.create(CONFIG_MAPS, configMap('dependent', [ref(owner)]));
    await settled(cluster);
    assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/dependent`)).status, 200);
    await cluster.call('DELETE', `${CLUSTER_ROLES}/owner`);
    await cluster.untilGone(`${CONFIG_MAPS}/dependent`);
  });

  test('an object that gets an owner later goes with it; one that loses its owner stays', async (t) => {
    const cluster = await open(t);
    const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
    await cluster.create(CONFIG_MAPS, configMap('adopted'));
    await cluster.create(CONFIG_MAPS, configMap('free', [ref(owner)]));
    await patch(cluster, `${CONFIG_MAPS}/adopted`, { ownerReferences: [ref(owner)] });
    await patch(cluster, `${CONFIG_MAPS}/free`, { ownerReferences: null });
    await cluster.call('DELETE', `${CONFIG_MAPS}/owner`);
    await cluster.untilGone(`${CONFIG_MAPS}/adopted`);
    await settled(cluster);
    assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/free`)).status, 200);
  });
});

describe('a start', () => {
  /** What the cluster does after a restart with what happened while no controller ran. */
  async function whileStopped(t: TestContext, happens: (cluster: TestCluster) => Promise<void>): Promise<TestCluster> {
    const cluster = await open(t);
    await cluster.controllers.stop();
    await happens(cluster);
    const again = startControllers(cluster.api, controllersOptions());
    t.after(() => again.stop());
    return cluster;
  }

  test('collects what lost its owner while no controller ran, and nothing else', async (t) => {
    const cluster = await whileStopped(t, async (stopped) => {
      await chain(stopped);
      const owner = await stopped.create(CONFIG_MAPS, configMap('owner'));
      await stopped.create(CONFIG_MAPS, configMap('owned', [ref(owner)]));
      await stopped.create(CONFIG_MAPS, { ...configMap('plain'), data: { text: '"ownerReferences":[{"uid":"x"}]' } });
      await remove(stopped, CHAIN[0]!, 'Background');
    });
    for (const path of CHAIN) await cluster.untilGone(path);
    for (const name of ['owner', 'owned', 'plain']) {
      assert.equal((await cluster.call('GET', `${CONFIG_MAPS}/${name}`)).status, 200, name);
    }
  });

  for (const policy of ['Foreground', 'Orphan']) {
    test(`finishes a deletion of policy ${policy}`, async (t) => {
      const cluster = await whileStopped(t, async (stopped) => {
        await chain(stopped);
        await remove(stopped, CHAIN[1]!, policy);
      });
      await cluster.untilGone(CHAIN[1]!);
      const { status } = await cluster.call('GET', CHAIN[2]!);
      assert.equal(status, policy === 'Orphan' ? 200 : 404);
    });
  }
});

test('a thousand dependents follow their owner', async (t) => {
  const cluster = await open(t);
  const owner = await cluster.create(CONFIG_MAPS, configMap('owner'));
  const names = Array.from({ length: 1000 }, (_, i) => `dependent-${i}`);
  for (const name of names) await cluster.create(CONFIG_MAPS, configMap(name, [ref(owner)]));
  await cluster.call('DELETE', `${CONFIG_MAPS}/owner`);
  await cluster.until(CONFIG_MAPS, (_, body) => body.items.length === 1);
  assert.deepEqual(cluster.log, []);
});
