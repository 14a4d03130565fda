import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { rfc3339 } from '../../api/time.ts';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';

const PODS = '/api/v1/namespaces/default/pods';
const target = ({ status }: any) => status.conditions.find(({ type }: any) => type === 'DisruptionTarget');

describe('pods that were to be disrupted', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  beforeEach(async () => {
    clock = new ManualClock();
    cluster = await openTestCluster({ clock });
  });
  afterEach(() => cluster.close());

  async function marked(name: string, condition: object = {}, status: object = {}): Promise<void> {
    await cluster.create(PODS, {
      metadata: { name },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    });
    const told = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      lastTransitionTime: rfc3339(clock.now()),
    };
    const body = { status: { phase: 'Running', conditions: [{ ...told, ...condition }], ...status } };
    const headers = { 'content-type': 'application/merge-patch+json' };
    assert.equal((await cluster.call('PATCH', `${PODS}/${name}/status`, body, headers)).status, 200);
  }

  it('are told not to be after two minutes, and no sooner', async () => {
    await marked('p');
    clock.advance(119_000);
    // The one that is due shows that the other was looked at.
    await marked('due', { lastTransitionTime: rfc3339(clock.now() - 121_000) });
    await cluster.until(`${PODS}/due`, (_, body) => target(body).status === 'False');
    assert.equal(target((await cluster.call('GET', `${PODS}/p`)).body).status, 'True');
    clock.advance(2_000);
    const body = await cluster.until(`${PODS}/p`, (_, found) => target(found).status === 'False');
    const { lastTransitionTime, status, reason } = target(body);
    assert.deepEqual([status, reason], ['False', undefined]);
    assert.ok(Date.parse(lastTransitionTime) >= 120_000, 'when it was due, or a little later');
  });

  for (const [name, condition, status] of [
    ['ended', {}, { phase: 'Failed' }],
    ['ending', { reason: 'TerminationByKubelet' }, {}],
  ] as const) {
    it(`stay so where they are ${name} by now`, async () => {
      const lastTransitionTime = rfc3339(clock.now() - 200_000);
      await marked(name, { ...condition, lastTransitionTime }, status);
      await marked('due', { lastTransitionTime });
      await cluster.until(`${PODS}/due`, (_, body) => target(body).status === 'False');
      assert.equal(target((await cluster.call('GET', `${PODS}/${name}`)).body).status, 'True');
    });
  }
});
