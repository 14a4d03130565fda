/** Watches end with what their credential rests on, as clients of an API meet it. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ManualClock } from '../util/clock.ts';
import { openTestApi } from './testing.ts';
import { openTestCluster, type TestCluster } from './testing-controllers.ts';

const CORE = '/api/v1/namespaces/default';
const WATCH = '/api/v1/namespaces?watch=1&resourceVersion=0&fieldSelector=metadata.name=kube-system';
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
const account = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
const pod = (name: string, serviceAccountName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'n', serviceAccountName, containers: [{ name: 'c', image: 'i' }] },
});
const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque' });
const legacySecret = (name: string) => ({
  ...secret(name),
  metadata: { name, annotations: { 'kubernetes.io/service-account.name': name } },
  type: 'kubernetes.io/service-account-token',
});
const tokenRequest = (boundObjectRef?: object) => ({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  spec: { ...(boundObjectRef && { boundObjectRef }) },
});

const cluster = await openTestCluster();
after(cluster.close);
const { create } = cluster;

/** A token of the account of this name, which is made. */
async function tokenOf(name: string, boundObjectRef?: object, { create } = cluster): Promise<string> {
  return (await create(`${CORE}/serviceaccounts/${name}/token`, tokenRequest(boundObjectRef))).status.token;
}

async function legacyTokenOf({ create, until }: TestCluster, name: string): Promise<string> {
  await create(`${CORE}/secrets`, legacySecret(name));
  const { data } = await until(`${CORE}/secrets/${name}`, (_, body) => body.data?.token !== undefined);
  return Buffer.from(data.token, 'base64').toString();
}

const remove = (path: string) => async () => {
  assert.ok((await cluster.call('DELETE', `${path}?gracePeriodSeconds=0`)).status < 300);
};

const cases: [what: string, name: string, token: (name: string) => Promise<string>, end: () => Promise<unknown>][] = [
  ['its account is deleted', 'a1', (name) => tokenOf(name), remove(`${CORE}/serviceaccounts/a1`)],
  [
    'its account is another one of that name',
    'a2',
    (name) => tokenOf(name),
    async () => {
      await remove(`${CORE}/serviceaccounts/a2`)();
      await create(`${CORE}/serviceaccounts`, account('a2'));
    },
  ],
  [
    'its pod is deleted',
    'a3',
    async (name) => {
      await create(`${CORE}/pods`, pod(name, name));
      return tokenOf(name, { apiVersion: 'v1', kind: 'Pod', name });
    },
    remove(`${CORE}/pods/a3`),
  ],
  [
    'its secret is deleted',
    'a4',
    async (name) => {
      await create(`${CORE}/secrets`, secret(name));
      return tokenOf(name, { apiVersion: 'v1', kind: 'Secret', name });
    },
    remove(`${CORE}/secrets/a4`),
  ],
  [
    'its node is deleted',
    'a5',
    async (name) => {
      await create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name } });
      return tokenOf(name, { apiVersion: 'v1', kind: 'Node', name });
    },
    remove('/api/v1/nodes/a5'),
  ],
  ['the secret that holds it is deleted', 'a6', (name) => legacyTokenOf(cluster, name), remove(`${CORE}/secrets/a6`)],
  [
    'it is taken out of its secret',
    'a7',
    (name) => legacyTokenOf(cluster, name),
    () => cluster.call('PATCH', `${CORE}/secrets/a7`, { data: { token: null } }, MERGE),
  ],
  [
    'the secret that holds it is marked invalid',
    'a8',
    (name) => legacyTokenOf(cluster, name),
    () => {
      const labels = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' };
      return cluster.call('PATCH', `${CORE}/secrets/a8`, { metadata: { labels } }, MERGE);
    },
  ],
];
const MERGE = { 'content-type': 'application/merge-patch+json' };

describe('the watch of a token ends when', () => {
  for (const [what, name, token, end] of cases) {
    test(what, async () => {
      for (const one of [name, `${name}-other`]) await create(`${CORE}/serviceaccounts`, account(one));
      const ending = await cluster.watch(WATCH, bearing(await token(name)));
      const going = await cluster.watch(WATCH, bearing(await tokenOf(`${name}-other`)));
      for (const watch of [ending, going]) assert.equal((await watch.next()).type, 'ADDED');
      await end();
      assert.equal(await ending.next(), undefined);
      await cluster.call('PATCH', '/api/v1/namespaces/kube-system', { metadata: { labels: { after: name } } }, MERGE);
      assert.equal((await going.next()).object.metadata.labels.after, name);
      going.close();
    });
  }
});

test('the watch of a pod that does not go ends a minute after it should have gone', async () => {
  const clock = new ManualClock(Date.UTC(2030, 0, 1));
  const api = await openTestApi({ clock, namespaces: ['default', 'kube-system'] });
  const post = async (path: string, object: object) => (await api.call('POST', path, object)).body;
  await post(`${CORE}/serviceaccounts`, account('robot'));
  await post(`${CORE}/pods`, pod('slow', 'robot'));
  const request = tokenRequest({ apiVersion: 'v1', kind: 'Pod', name: 'slow' });
  const { token } = (await post(`${CORE}/serviceaccounts/robot/token`, request)).status;
  const before = await api.watch(WATCH, bearing(token));
  assert.equal((await before.next()).type, 'ADDED');
  assert.equal((await api.call('DELETE', `${CORE}/pods/slow?gracePeriodSeconds=30`)).status, 200);
  const meanwhile = await api.watch(WATCH, bearing(token));
  assert.equal((await meanwhile.next()).type, 'ADDED');
  clock.advance(89_999);
  await api.call('PATCH', '/api/v1/namespaces/kube-system', { metadata: { labels: { a: 'b' } } }, MERGE);
  for (const watch of [before, meanwhile]) assert.equal((await watch.next()).type, 'MODIFIED');
  clock.advance(1);
  for (const watch of [before, meanwhile]) assert.equal(await watch.next(), undefined);
  await api.close();
});
