import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';

const CORE = '/api/v1/namespaces/default';
const SECRET = `${CORE}/secrets/long-lived`;
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } };
const decode = (base64: string) => Buffer.from(base64, 'base64').toString();

type Context = { after(close: () => Promise<void>): void };

async function open(t: Context, options: Parameters<typeof openTestCluster>[0] = {}) {
  const cluster = await openTestCluster(options);
  t.after(cluster.close);
  const account = await cluster.create(`${CORE}/serviceaccounts`, ACCOUNT);
  return { ...cluster, account };
}

const secret = (annotations: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'long-lived', annotations },
  type: 'kubernetes.io/service-account-token',
  ...more,
});

async function tokenOf({ create, until }: TestCluster): Promise<string> {
  await create(`${CORE}/secrets`, secret({ [NAME]: 'robot' }));
  const { data } = await until(SECRET, (_, body) => body.data?.token !== undefined);
  return decode(data.token);
}

const whoAmI = async ({ call }: TestCluster, token: string) => {
  const { status, body } = await call(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    { authorization: `Bearer ${token}` },
  );
  return status === 201 ? body.status.userInfo.username : status;
};

test('a secret is filled, and its token is the account', async (t) => {
  const cluster = await open(t);
  const token = await tokenOf(cluster);
  const { body } = await cluster.call('GET', SECRET);
  assert.equal(decode(body.data['ca.crt']), 'a certificate\n');
  assert.equal(decode(body.data.namespace), 'default');
  assert.equal(body.metadata.annotations[UID], cluster.account.metadata.uid);
  assert.equal(await whoAmI(cluster, token), 'system:serviceaccount:default:robot');
  assert.deepEqual(cluster.log, []);
});

test('a token that is taken out of the secret dies, and another comes', async (t) => {
  const cluster = await open(t);
  const token = await tokenOf(cluster);
  const { body } = await cluster.call('GET', SECRET);
  const { token: _, ...data } = body.data;
  await cluster.call('PUT', SECRET, { ...body, data: { ...data, namespace: '', 'ca.crt': '' } });
  assert.equal(await whoAmI(cluster, token), 401);
  const filled = await cluster.until(SECRET, (_status, found) => !!found.data?.token);
  assert.deepEqual(Object.keys(filled.data).sort(), ['ca.crt', 'namespace', 'token']);
});

test('secret and token go with the account', async (t) => {
  const cluster = await open(t);
  const token = await tokenOf(cluster);
  await cluster.call('DELETE', `${CORE}/serviceaccounts/robot`);
  assert.equal(await whoAmI(cluster, token), 401);
  await cluster.untilGone(SECRET);
});

test('an account that was there before is another one', async (t) => {
  const { create, untilGone } = await open(t);
  await create(`${CORE}/secrets`, secret({ [NAME]: 'robot', [UID]: 'before' }));
  await untilGone(SECRET);
});

test('no secret is made for an account, and others of its name are left alone', async (t) => {
  const { create, call } = await open(t);
  await create(`${CORE}/secrets`, secret({ [NAME]: 'nobody' }, { type: 'Opaque' }));
  await create(`${CORE}/secrets`, {
    ...secret({ [NAME]: 'robot' }),
    metadata: { name: 'x', annotations: { [NAME]: 'robot' } },
  });
  const { body } = await call('GET', `${CORE}/secrets`);
  assert.deepEqual(
    body.items.map(({ metadata }: any) => metadata.name),
    ['long-lived', 'x'],
  );
  assert.equal((await call('GET', `${CORE}/serviceaccounts/robot`)).body.secrets, undefined);
});

test('its use is marked with the day', async (t) => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1, 23));
  const cluster = await open(t, { clock });
  const token = await tokenOf(cluster);
  const labelled = (day: string) =>
    cluster.until(SECRET, (_, { metadata }) => metadata.labels?.['kubernetes.io/legacy-token-last-used'] === day);
  await whoAmI(cluster, token);
  const { metadata } = await labelled('2026-01-01');
  await whoAmI(cluster, token);
  const { body } = await cluster.call('GET', SECRET);
  assert.equal(body.metadata.resourceVersion, metadata.resourceVersion);
  clock.advance(3_600_000);
  await whoAmI(cluster, token);
  await labelled('2026-01-02');
});
