import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { beforeListening } from '../../assembly/controllers.ts';
import { openTestApi } from '../../assembly/testing.ts';
import { openTestCluster } from '../../assembly/testing-controllers.ts';
import { createMemoryStorage } from '../../storage/memory/memory.ts';
import { systemClock } from '../../util/clock.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const NODE = `${RBAC}/clusterroles/system:node`;
const DISCOVERY = `${RBAC}/clusterrolebindings/system:discovery`;
const LEADER = `${RBAC}/namespaces/kube-system/rolebindings/system::leader-locking-kube-scheduler`;
const MERGE = { 'content-type': 'application/merge-patch+json' };

describe('default roles and bindings', () => {
  test('are there once the controllers are ready, the aggregated ones with their rules', async (t) => {
    const cluster = await openTestCluster();
    t.after(() => cluster.close());
    const { body: discovery } = await cluster.call('GET', DISCOVERY);
    assert.deepEqual(discovery.metadata.labels, { 'kubernetes.io/bootstrapping': 'rbac-defaults' });
    assert.deepEqual(discovery.metadata.annotations, { 'rbac.authorization.kubernetes.io/autoupdate': 'true' });
    assert.equal((await cluster.call('GET', LEADER)).status, 200);
    const rules = async (name: string) => (await cluster.call('GET', `${RBAC}/clusterroles/${name}`)).body.rules.length;
    const [view, edit, admin] = [await rules('view'), await rules('edit'), await rules('admin')];
    assert.ok(view > 5 && edit > view && admin > edit, `${view}, ${edit}, ${admin}`);
  });

  test('are made with all that aggregation would gather', async (t) => {
    const cluster = await openTestCluster();
    t.after(() => cluster.close());
    for (const name of ['view', 'edit', 'admin']) {
      const { metadata } = (await cluster.call('GET', `${RBAC}/clusterroles/${name}`)).body;
      assert.deepEqual(
        metadata.managedFields.map(({ operation }: any) => operation),
        ['Update'],
        `${name}: aggregation found nothing to apply`,
      );
    }
  });

  test('health and version are there for everybody before anything else is', async (t) => {
    const { api, call, close } = await openTestApi({ namespaces: [] });
    t.after(close);
    await beforeListening(api);
    for (const kind of ['clusterroles', 'clusterrolebindings']) {
      const { items } = (await call('GET', `${RBAC}/${kind}`)).body;
      assert.deepEqual(
        items.map(({ metadata }: any) => metadata.name),
        ['system:public-info-viewer'],
      );
    }
  });

  for (const path of [NODE, DISCOVERY, LEADER]) {
    test(`${path} comes back when it is deleted`, async (t) => {
      const cluster = await openTestCluster();
      t.after(() => cluster.close());
      const { uid } = (await cluster.call('GET', path)).body.metadata;
      await cluster.call('DELETE', path);
      const body = await cluster.until(path, (status) => status === 200);
      assert.notEqual(body.metadata.uid, uid);
    });
  }

  test('are put right at the next start, unless they say no', async (t) => {
    const storage = createMemoryStorage({ clock: systemClock });
    const first = await openTestCluster({ storage });
    const change = async (path: string, patch: object) => {
      const { status, text } = await first.call('PATCH', path, patch, MERGE);
      assert.equal(status, 200, text);
    };
    const extra = { apiGroups: [''], resources: ['gadgets'], verbs: ['get'] };
    const jane = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' };
    await change(NODE, { rules: [extra] });
    await change(DISCOVERY, { subjects: [jane] });
    const optedOut = { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } };
    await change(LEADER, { metadata: optedOut, subjects: [] });
    assert.deepEqual((await first.call('GET', NODE)).body.rules, [extra], 'not while it runs');
    await first.controllers.stop();
    first.api.close();

    const second = await openTestCluster({ storage });
    t.after(() => second.close());
    const node = (await second.call('GET', NODE)).body;
    assert.deepEqual(node.rules[0], extra);
    assert.ok(node.rules.length > 10);
    const { subjects } = (await second.call('GET', DISCOVERY)).body;
    assert.deepEqual(
      subjects.map(({ name }: any) => name),
      ['jane', 'system:authenticated'],
    );
    assert.equal((await second.call('GET', LEADER)).body.subjects, undefined);
  });

  test('to the wrong role are made anew at the next start', async (t) => {
    const storage = createMemoryStorage({ clock: systemClock });
    const first = await openTestCluster({ storage });
    await first.controllers.stop();
    const { body: before } = await first.call('GET', DISCOVERY);
    await first.call('DELETE', DISCOVERY);
    const { metadata, ...rest } = before;
    const roleRef = { ...before.roleRef, name: 'cluster-admin' };
    await first.create(`${RBAC}/clusterrolebindings`, { ...rest, metadata: { name: metadata.name }, roleRef });
    first.api.close();

    const second = await openTestCluster({ storage });
    t.after(() => second.close());
    await second.until(DISCOVERY, (_status, body) => body.roleRef?.name === 'system:discovery');
  });

  test('cost a start that finds them complete no write', async (t) => {
    const storage = createMemoryStorage({ clock: systemClock });
    const first = await openTestCluster({ storage });
    await first.controllers.stop();
    first.api.close();
    const before = storage.currentRevision();
    const second = await openTestCluster({ storage });
    t.after(() => second.close());
    assert.equal(storage.currentRevision(), before);
  });
});
