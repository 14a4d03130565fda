import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestCluster } from '../../assembly/testing-controllers.ts';

const PATH = '/api/v1/namespaces/team/serviceaccounts/default';

test('every namespace has an account, which comes back when it is deleted', async (t) => {
  const cluster = await openTestCluster();
  t.after(cluster.close);
  await cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  const { metadata } = await cluster.until(PATH, (status) => status === 200);
  await cluster.call('DELETE', PATH);
  await cluster.until(PATH, (status, body) => status === 200 && body.metadata.uid !== metadata.uid);
  assert.deepEqual(cluster.log, []);
});

test('what others write on it stays', async (t) => {
  const cluster = await openTestCluster();
  t.after(cluster.close);
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  const patch = { metadata: { labels: { mine: 'too' } }, automountServiceAccountToken: false };
  await cluster.call('PATCH', path, patch, { 'content-type': 'application/merge-patch+json' });
  await cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  await cluster.until(PATH, (status) => status === 200);
  const { body } = await cluster.call('GET', path);
  assert.equal(body.automountServiceAccountToken, false);
  assert.deepEqual(body.metadata.labels, { mine: 'too' });
});
