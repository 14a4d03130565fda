import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';

const CORE = '/api/v1/namespaces/default';
const TRACKING = '/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking';
const INVALID = 'kubernetes.io/legacy-token-invalid-since';
/** Tokens of test clusters may go three of them without use. */
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);
const MERGE = { 'content-type': 'application/merge-patch+json' };

async function open(t: { after(close: () => Promise<void>): void }) {
  const clock = new ManualClock(START);
  const cluster = await openTestCluster({ clock });
  t.after(cluster.close);
  return { ...cluster, clock };
}

/** A secret as clusters of old made them. */
async function tokenSecret({ create, until }: TestCluster, name: string, ofAccount = true): Promise<string> {
  const secrets = ofAccount ? [{ name }] : [];
  await create(`${CORE}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, secrets });
  const annotations = { 'kubernetes.io/service-account.name': name };
  const type = 'kubernetes.io/service-account-token';
  await create(`${CORE}/secrets`, { apiVersion: 'v1', kind: 'Secret', metadata: { name, annotations }, type });
  const { data } = await until(`${CORE}/secrets/${name}`, (_, body) => body.data?.token !== undefined);
  return Buffer.from(data.token, 'base64').toString();
}

const statusOf = async ({ call }: TestCluster, token: string) =>
  (await call('GET', `${CORE}/pods`, undefined, { authorization: `Bearer ${token}` })).status;

test('the day on which tracking began is told, and a damaged one is put right', async (t) => {
  const { until, call } = await open(t);
  const has = (since: string) => until(TRACKING, (_, body) => body.data?.since === since);
  await has('2026-01-01');
  await call('PATCH', TRACKING, { data: { since: 'never' } }, MERGE);
  await has('2026-01-01');
  await call('DELETE', TRACKING);
  await has('2026-01-01');
});

test('what nobody uses becomes invalid until somebody misses it; what somebody made, mounts or uses stays', async (t) => {
  const cluster = await open(t);
  const { clock, create, until, call } = cluster;
  const token = await tokenSecret(cluster, 'unused');
  const used = await tokenSecret(cluster, 'used');
  for (const [name, isOfAccount] of [
    ['manual', false],
    ['mounted', true],
  ] as const) {
    await tokenSecret(cluster, name, isOfAccount);
  }
  const volumes = [{ name: 'v', secret: { secretName: 'mounted' } }];
  const spec = { serviceAccountName: 'mounted', containers: [{ name: 'c', image: 'i' }], volumes };
  await create(`${CORE}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
  await until(TRACKING, (status) => status === 200);

  clock.advance(2 * DAY);
  assert.equal(await statusOf(cluster, used), 200);
  await until(`${CORE}/secrets/used`, (_, { metadata }) => metadata.labels !== undefined);
  clock.advance(2 * DAY);
  const { metadata } = await until(
    `${CORE}/secrets/unused`,
    (_, body) => body.metadata.labels?.[INVALID] !== undefined,
  );
  assert.equal(metadata.labels[INVALID], '2026-01-05');
  assert.equal(await statusOf(cluster, token), 401);
  for (const name of ['used', 'manual', 'mounted']) {
    const { body } = await call('GET', `${CORE}/secrets/${name}`);
    assert.equal(body.metadata.labels?.[INVALID], undefined, name);
  }
  await call('PATCH', `${CORE}/secrets/unused`, { metadata: { labels: { [INVALID]: null } } }, MERGE);
  assert.equal(await statusOf(cluster, token), 200);
});

test('an invalid token that nobody misses is deleted', async (t) => {
  const cluster = await open(t);
  const { clock, until, untilGone, call } = cluster;
  await tokenSecret(cluster, 'unused');
  await until(TRACKING, (status) => status === 200);
  clock.advance(4 * DAY);
  await until(`${CORE}/secrets/unused`, (_, body) => body.metadata.labels?.[INVALID] !== undefined);
  clock.advance(4 * DAY);
  await untilGone(`${CORE}/secrets/unused`);
  assert.equal((await call('GET', `${CORE}/serviceaccounts/unused`)).status, 200);
});
