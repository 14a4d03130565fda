/** Namespaces that are made when they are first written into. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestApi } from './testing.ts';

test('NamespaceAutoProvision: a namespace is there as soon as something is written into it', async () => {
  const api = await openTestApi({ admission: ['NamespaceAutoProvision', 'NamespaceLifecycle', 'NamespaceExists'] });
  try {
    const configMaps = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
    const names = ['a', 'b', 'c'];
    const made = names.map((name) => api.call('POST', configMaps('fresh'), { metadata: { name } }));
    assert.deepEqual(
      (await Promise.all(made)).map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal((await api.call('GET', '/api/v1/namespaces/fresh')).status, 200);

    const dry = await api.call('POST', `${configMaps('dry')}?dryRun=All`, { metadata: { name: 'a' } });
    assert.deepEqual([dry.status, JSON.parse(dry.text).message], [404, 'namespaces "dry" not found']);
  } finally {
    await api.close();
  }
});

test('NamespaceExists: nothing is written into a namespace that is not there', async () => {
  const api = await openTestApi({ admission: ['NamespaceExists'], namespaces: [] });
  try {
    const { status, text } = await api.call('POST', '/api/v1/namespaces/none/configmaps', { metadata: { name: 'a' } });
    assert.deepEqual([status, JSON.parse(text).message], [404, 'namespaces "none" not found']);
  } finally {
    await api.close();
  }
});
