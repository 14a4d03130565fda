import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestCluster } from '../../assembly/testing-controllers.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
const PATH = '/api/v1/namespaces/team/configmaps/kube-root-ca.crt';
const AUTHORITY = 'a certificate\n';

async function open(t: { after(close: () => Promise<void>): void }) {
  const cluster = await openTestCluster({ trusted: { current: () => AUTHORITY, onChange: () => {} } });
  t.after(cluster.close);
  await cluster.create('/api/v1/namespaces', NAMESPACE);
  const configMap = await cluster.until(PATH, (status) => status === 200);
  return { ...cluster, configMap };
}

test('a new namespace gets the authority', async (t) => {
  const { configMap } = await open(t);
  assert.deepEqual(configMap.data, { 'ca.crt': AUTHORITY });
  assert.match(configMap.metadata.annotations['kubernetes.io/description'], /^Contains a CA bundle/);
});

test('it comes back when it is deleted', async (t) => {
  const { call, until, configMap } = await open(t);
  await call('DELETE', PATH);
  await until(PATH, (status, body) => status === 200 && body.metadata.uid !== configMap.metadata.uid);
});

test('changes are taken back, but for annotations of others', async (t) => {
  const { call, until, configMap } = await open(t);
  const data = { 'ca.crt': 'another', more: 'text' };
  await call('PUT', PATH, { ...configMap, metadata: { ...configMap.metadata, annotations: { mine: 'too' } }, data });
  const { metadata } = await until(PATH, (_, body) => body.data['ca.crt'] === AUTHORITY && !body.data.more);
  assert.deepEqual(Object.keys(metadata.annotations).sort(), ['kubernetes.io/description', 'mine']);
});

test('a wrong one that cannot be changed is replaced', async (t) => {
  const { call, until, configMap } = await open(t);
  const { status } = await call('PUT', PATH, { ...configMap, data: { 'ca.crt': 'another' }, immutable: true });
  assert.equal(status, 200);
  await until(PATH, (found, body) => found === 200 && body.data['ca.crt'] === AUTHORITY && !body.immutable);
});

test('a namespace that is being deleted gets none', async (t) => {
  const { call, create, until, untilGone, configMap } = await open(t);
  const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } };
  await create('/api/v1/namespaces/team/configmaps', held);
  await call('DELETE', '/api/v1/namespaces/team');
  await untilGone(PATH);
  await until('/api/v1/namespaces/team', (_, body) => body.status.conditions?.length > 0);
  assert.equal((await call('GET', PATH)).status, 404, configMap.metadata.uid);
});
