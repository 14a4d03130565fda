import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';

const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const PODS = '/api/v1/namespaces/default/pods';
const EVENTS = '/api/v1/namespaces/default/events';
const APPS = '/apis/apps/v1/namespaces/default';
const labels = { app: 'web' };
const containers = [{ name: 'c', image: 'i' }];
const template = { metadata: { labels }, spec: { containers } };
const workload = (replicas: number) => ({ replicas, selector: { matchLabels: labels }, template });
const ref = ({ apiVersion, kind, metadata }: any) => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
  controller: true,
});

describe('disruption budgets', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  beforeEach(async () => {
    clock = new ManualClock();
    cluster = await openTestCluster({ clock });
  });
  afterEach(() => cluster.close());

  const budget = (spec: object) => cluster.create(BUDGETS, { metadata: { name: 'b' }, spec });
  const minAvailable = (value: number | string) => budget({ minAvailable: value, selector: { matchLabels: labels } });
  const pod = (name: string, owner?: object, more: object = {}) =>
    cluster.create(PODS, {
      metadata: { name, labels, ...(owner && { ownerReferences: [ref(owner)] }), ...more },
      spec: { containers, nodeName: 'n' },
    });
  const merge = (path: string, body: object) =>
    cluster.call('PATCH', path, body, { 'content-type': 'application/merge-patch+json' });
  const ready = (name: string, status = 'True') =>
    merge(`${PODS}/${name}/status`, { status: { phase: 'Running', conditions: [{ type: 'Ready', status }] } });
  const evict = (name: string) =>
    cluster.call('POST', `${PODS}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
  const until = (holds: (status: any) => boolean) =>
    cluster.until(
      `${BUDGETS}/b`,
      (_, { metadata, status }) => status?.observedGeneration === metadata.generation && holds(status),
    );
  const counts = async (allowed: number, healthy: number, desired: number, expected: number) => {
    const { status } = await until(
      ({ disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods }) =>
        disruptionsAllowed === allowed &&
        currentHealthy === healthy &&
        desiredHealthy === desired &&
        expectedPods === expected,
    );
    return status;
  };

  it('one without pods is processed, and allows nothing', async () => {
    await minAvailable(0);
    const { conditions } = await counts(0, 0, 0, 0);
    const [{ lastTransitionTime: _, ...condition }] = conditions;
    assert.deepEqual(condition, {
      type: 'DisruptionAllowed',
      status: 'False',
      observedGeneration: 1,
      reason: 'InsufficientPods',
      message: '',
    });
    const { items } = await cluster.until(EVENTS, (_, body) => body.items.length > 0);
    assert.deepEqual(
      [items[0].type, items[0].reason, items[0].message],
      ['Normal', 'NoPods', 'No matching pods found'],
    );
    const { status } = await merge(`${BUDGETS}/b`, { spec: { minAvailable: 2 } });
    assert.equal(status, 200);
    await counts(0, 0, 2, 0);
  });

  it('counts pods as they become ready, leave, and come', async () => {
    await minAvailable(1);
    for (const name of ['1', '2', '3']) {
      await pod(name);
      await ready(name);
    }
    const { conditions } = await counts(2, 3, 1, 3);
    assert.equal(conditions[0].reason, 'SufficientPods');
    await ready('1', 'False');
    await counts(1, 2, 1, 3);
    await merge(`${PODS}/2`, { metadata: { labels: { app: 'other' } } });
    await counts(0, 1, 1, 2);
    await cluster.call('DELETE', `${PODS}/1?gracePeriodSeconds=0`);
    await counts(0, 1, 1, 1);
  });

  it('lets evictions through until it is spent, and on when another pod is ready', async () => {
    await minAvailable(1);
    for (const name of ['1', '2']) {
      await pod(name);
      await ready(name);
    }
    await counts(1, 2, 1, 2);
    assert.equal((await evict('1')).status, 201);
    assert.equal((await evict('2')).status, 429);
    await pod('3');
    await ready('3');
    await counts(1, 2, 1, 3);
    assert.equal((await evict('2')).status, 201);
  });

  it('an evicted pod that stays counts again after two minutes', async () => {
    await minAvailable(1);
    await pod('1');
    await ready('1');
    await counts(0, 1, 1, 1);
    const disruptedPods = { 1: new Date(clock.now()).toISOString().replace(/\.\d+/, '') };
    await merge(`${BUDGETS}/b/status`, { status: { disruptedPods } });
    assert.deepEqual((await counts(0, 0, 1, 1)).disruptedPods, disruptedPods);
    clock.advance(121_000);
    assert.equal((await counts(0, 1, 1, 1)).disruptedPods, undefined);
  });

  it('goes by what the pods’ controllers want', async () => {
    const deployment = await cluster.create(`${APPS}/deployments`, { metadata: { name: 'd' }, spec: workload(6) });
    const set = await cluster.create(`${APPS}/replicasets`, {
      metadata: { name: 'd-1', ownerReferences: [ref(deployment)] },
      spec: workload(3),
    });
    const other = await cluster.create(`${APPS}/statefulsets`, { metadata: { name: 's' }, spec: workload(4) });
    await budget({ maxUnavailable: '50%', selector: { matchLabels: labels } });
    for (const [name, owner] of [
      ['1', set],
      ['2', set],
      ['3', other],
    ] as const)
      await pod(name, owner);
    await counts(0, 0, 5, 10);
  });

  it('allows nothing when it cannot tell, and says why', async () => {
    const map = await cluster.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'm' } });
    await pod('1', map);
    await ready('1');
    await budget({ maxUnavailable: 1, selector: { matchLabels: labels } });
    const why = 'configmaps does not implement the scale subresource';
    const { status } = await cluster.until(
      `${BUDGETS}/b`,
      (_, body) => body.status?.conditions?.[0].reason === 'SyncFailed',
    );
    assert.deepEqual([status.disruptionsAllowed, status.conditions[0].message], [0, why]);
    const { items } = await cluster.until(EVENTS, (_, body) => body.items.length > 0);
    assert.deepEqual(
      [items[0].reason, items[0].message],
      ['CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${why}`],
    );
    assert.equal((await evict('1')).status, 429);
  });

  it('a budget that is settled is not written again', async () => {
    await minAvailable(1);
    await pod('1');
    await ready('1');
    const { metadata } = await cluster.until(`${BUDGETS}/b`, (_, { status }) => status?.currentHealthy === 1);
    await pod('2', undefined, { labels: { app: 'other' } });
    await merge(`${PODS}/1`, { metadata: { annotations: { touched: 'yes' } } });
    await cluster.create(BUDGETS, { metadata: { name: 'later' }, spec: { minAvailable: 1, selector: {} } });
    await cluster.until(`${BUDGETS}/later`, (_, { status }) => status?.currentHealthy === 1);
    const { body } = await cluster.call('GET', `${BUDGETS}/b`);
    assert.equal(body.metadata.resourceVersion, metadata.resourceVersion);
  });
});
