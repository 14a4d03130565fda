import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../../assembly/testing.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const get = async (path: string, headers?: Record<string, string>) => api.call('GET', path, undefined, headers);
const aggregated = (version: string) => ({
  accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`,
});

test('/api names the one version of the core group', async () => {
  const { body } = await get('/api');
  assert.deepEqual(body, {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
  });
});

test('/apis names every group once, with the version that it prefers', async () => {
  const { body } = await get('/apis');
  const names = body.groups.map(({ name }: any) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.indexOf('apps') < names.indexOf('batch'));
  const autoscaling = body.groups.find(({ name }: any) => name === 'autoscaling');
  assert.equal(autoscaling.preferredVersion.groupVersion, 'autoscaling/v2');
  assert.deepEqual((await get('/apis/autoscaling')).body, { kind: 'APIGroup', apiVersion: 'v1', ...autoscaling });
});

test('a group version lists resources by name, subresources among them', async () => {
  const { body } = await get('/apis/apps/v1');
  const names = body.resources.map(({ name }: any) => name);
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.includes('deployments/scale'));
  const deployments = body.resources.find(({ name }: any) => name === 'deployments');
  assert.match(deployments.storageVersionHash, /^[A-Za-z0-9+/]{11}=$/);
  assert.deepEqual(deployments.shortNames, ['deploy']);
});

for (const version of ['v2', 'v2beta1']) {
  test(`aggregated discovery ${version}: all groups in one document, which is not sent twice`, async () => {
    const first = await get('/apis', aggregated(version));
    assert.equal(
      first.headers['content-type'],
      `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    );
    assert.equal(first.body.apiVersion, `apidiscovery.k8s.io/${version}`);
    const apps = first.body.items.find(({ metadata }: any) => metadata.name === 'apps');
    const deployments = apps.versions[0].resources.find(({ resource }: any) => resource === 'deployments');
    assert.deepEqual(deployments.responseKind, { group: 'apps', version: 'v1', kind: 'Deployment' });
    assert.deepEqual(
      deployments.subresources.map(({ subresource }: any) => subresource),
      ['scale', 'status'],
    );
    const again = await get('/apis', { ...aggregated(version), 'if-none-match': String(first.headers.etag) });
    assert.deepEqual([again.status, again.text], [304, '']);
  });
}

const AGGREGATED = ';as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io';
for (const [accept, kind] of [
  [`application/json${AGGREGATED}`, 'APIGroupDiscoveryList'],
  [`application/json; v=v2; g=apidiscovery.k8s.io; as=APIGroupDiscoveryList`, 'APIGroupDiscoveryList'],
  [`application/vnd.kubernetes.protobuf${AGGREGATED},application/json${AGGREGATED}`, 'APIGroupDiscoveryList'],
  [`application/json${AGGREGATED};q=0.5,application/json`, 'APIGroupList'],
  [`application/json;as=APIGroupDiscoveryList;v=v9;g=apidiscovery.k8s.io,application/json`, 'APIGroupList'],
] as const) {
  test(`Accept: ${accept} → ${kind}`, async () => {
    assert.equal((await get('/apis', { accept })).body.kind, kind);
  });
}

test('the core group has an aggregated document of its own', async () => {
  const { body } = await get('/api', aggregated('v2'));
  assert.equal(body.items.length, 1);
  assert.ok(body.items[0].versions[0].resources.some(({ resource }: any) => resource === 'pods'));
});

for (const path of ['/apis/nothing', '/apis/apps/v9', '/api/v2', '/apis/constructor']) {
  test(`${path} is not there`, async () => {
    assert.equal((await get(path)).status, 404);
  });
}

test('documents are read only', async () => {
  for (const path of ['/api', '/apis', '/apis/apps', '/apis/apps/v1']) {
    for (const method of ['POST', 'PUT', 'DELETE']) assert.equal((await api.call(method, path)).status, 405, path);
  }
});
