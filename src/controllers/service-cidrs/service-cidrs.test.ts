import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';
import { firstOrphan } from './orphans.ts';

const RANGES = '/apis/networking.k8s.io/v1/servicecidrs';
const ADDRESSES = '/apis/networking.k8s.io/v1/ipaddresses';
const SERVICES = '/api/v1/namespaces/default/services';
const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

const range = (name: string, ...cidrs: string[]) => ({ metadata: { name }, spec: { cidrs } });
const service = (name: string, clusterIP?: string) => ({
  metadata: { name },
  spec: { clusterIP, ports: [{ port: 80 }] },
});
const isReady = (_: number, body: any) =>
  body.status?.conditions?.some(({ type, status }: any) => type === 'Ready' && status === 'True');

describe('ServiceCIDRs', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  beforeEach(async () => {
    clock = new ManualClock();
    cluster = await openTestCluster({ clock });
  });
  afterEach(() => cluster.close());

  const post = (path: string, object: object) => cluster.call('POST', path, object);
  const remove = (path: string) => cluster.call('DELETE', path);
  const held = (path: string) =>
    cluster.until(path, (_, body) => body.status?.conditions?.some(({ reason }: any) => reason === 'Terminating'));

  it('are protected and told to be ready, the default one too', async () => {
    await cluster.create(RANGES, range('more', '10.168.0.0/24'));
    for (const name of ['more', 'kubernetes']) {
      const { metadata, status } = await cluster.until(
        `${RANGES}/${name}`,
        (_, body) => body.status?.conditions?.[0]?.message === 'Kubernetes Service CIDR is ready',
      );
      assert.deepEqual(metadata.finalizers, [FINALIZER]);
      const [{ lastTransitionTime: _, ...condition }, ...others] = status.conditions;
      const message = 'Kubernetes Service CIDR is ready';
      assert.deepEqual([condition, others], [{ type: 'Ready', status: 'True', reason: '', message }, []]);
    }
  });

  it('give services their addresses', async () => {
    const refused = await post(SERVICES, service('early', '10.168.0.7'));
    assert.equal(refused.status, 422);
    assert.match(refused.body.message, /failed to allocate IP 10.168.0.7: the provided network does not match/);
    await cluster.create(RANGES, range('more', '10.168.0.0/24'));
    await cluster.create(SERVICES, service('web', '10.168.0.7'));
    const { spec } = await cluster.until(`${ADDRESSES}/10.168.0.7`, (status) => status === 200);
    assert.deepEqual(spec.parentRef, { resource: 'services', namespace: 'default', name: 'web' });
    assert.match(
      (await post(SERVICES, service('again', '10.168.0.7'))).body.message,
      /provided IP is already allocated/,
    );
  });

  it('stay, and give no more, while services have addresses of theirs alone', async () => {
    await cluster.create(RANGES, range('more', '10.168.0.0/24'));
    await cluster.until(`${RANGES}/more`, isReady);
    await cluster.create(SERVICES, service('web', '10.168.0.7'));
    await remove(`${RANGES}/more`);
    const { status } = await held(`${RANGES}/more`);
    const [{ lastTransitionTime: _, ...condition }] = status.conditions;
    assert.deepEqual(condition, {
      type: 'Ready',
      status: 'False',
      reason: 'Terminating',
      message:
        'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
    });
    assert.equal((await post(SERVICES, service('late', '10.168.0.8'))).status, 422);
    await remove(`${SERVICES}/web`);
    await cluster.untilGone(`${ADDRESSES}/10.168.0.7`);
    clock.advance(10_000);
    await cluster.untilGone(`${RANGES}/more`);
  });

  it('go when another has their addresses', async () => {
    await cluster.create(RANGES, range('more', '10.168.0.0/24'));
    await cluster.until(`${RANGES}/more`, isReady);
    await cluster.create(SERVICES, service('web', '10.168.0.7'));
    await remove(`${RANGES}/more`);
    await held(`${RANGES}/more`);
    await cluster.create(RANGES, range('wider', '10.168.0.0/16'));
    clock.advance(10_000);
    await cluster.untilGone(`${RANGES}/more`);
    assert.equal((await post(SERVICES, service('again', '10.168.0.7'))).status, 422, 'the address is still taken');
    await cluster.create(SERVICES, service('other', '10.168.0.8'));
  });

  it('the default one stays while the kubernetes service has its address', async () => {
    await cluster.until(`${RANGES}/kubernetes`, isReady);
    await remove(`${RANGES}/kubernetes`);
    const { metadata } = await held(`${RANGES}/kubernetes`);
    assert.deepEqual(metadata.finalizers, [FINALIZER]);
  });

  it('leave alone an address that somebody else has written down', async () => {
    const parentRef = { resource: 'gateways', group: 'example.com', namespace: 'default', name: 'g' };
    await cluster.create(ADDRESSES, { metadata: { name: '10.96.7.7' }, spec: { parentRef } });
    const { status, body } = await post(SERVICES, service('web', '10.96.7.7'));
    assert.equal(status, 422);
    assert.match(body.message, /failed to allocate IP 10.96.7.7: provided IP is already allocated/);
    assert.deepEqual((await cluster.call('GET', `${ADDRESSES}/10.96.7.7`)).body.spec.parentRef, parentRef);
  });
});

describe('addresses without a range', () => {
  const object = (name: string, cidrs: string[], deletionTimestamp?: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name, ...(deletionTimestamp && { deletionTimestamp }) },
    spec: { cidrs },
  });
  const leaving = object('leaving', ['10.0.0.0/24', 'fd00::/112'], '2026-01-01T00:00:00Z');
  const rows: [name: string, others: object[], addresses: string[], want: string | undefined][] = [
    ['none of this range', [], ['10.1.0.1', 'fd01::1'], undefined],
    ['the first that is in it', [], ['10.1.0.1', '10.0.0.9', 'fd00::1'], '10.0.0.9'],
    ['of its second family', [], ['fd00::1'], 'fd00::1'],
    ['in a wider range', [object('w', ['10.0.0.0/16'])], ['10.0.0.9'], undefined],
    ['not in a narrower one', [object('n', ['10.0.0.0/30'])], ['10.0.0.1', '10.0.0.9'], '10.0.0.9'],
    ['in one that goes, too', [object('g', ['10.0.0.0/16'], '2026-01-01T00:00:00Z')], ['10.0.0.9'], '10.0.0.9'],
  ];
  for (const [name, others, addresses, want] of rows) {
    it(name, () => assert.equal(firstOrphan(leaving, [leaving, ...(others as (typeof leaving)[])], addresses), want));
  }
});
