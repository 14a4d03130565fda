import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi({ namespaces: ['default', 'other'] });
});
after(() => api.close());

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function* served() {
  for (const { resource, version } of api.api.registry.all()) {
    const { group, name, namespaced } = resource;
    const root = group === '' ? `/api/${version.version}` : `/apis/${group}/${version.version}`;
    const views = Object.keys({
      ...(resource.status && { status: 0 }),
      ...(resource.scale && { scale: 0 }),
      ...resource.objectSubresources,
      ...resource.connectSubresources,
    });
    yield { root, name, namespaced, views };
  }
}

test('CVE-2019-11247: no resource is reachable through a path of the other scope, by any verb', async () => {
  const reached: string[] = [];
  const expect404 = async (method: string, path: string) => {
    const { status } = await api.call(method, path, {});
    if (status !== 404) reached.push(`${method} ${path} → ${status}`);
  };
  for (const { root, name, namespaced, views } of served()) {
    const collection = namespaced ? `${root}/${name}` : `${root}/namespaces/default/${name}`;
    const paths = [`${collection}/x`, ...views.map((view) => `${collection}/x/${view}`)];
    // A list of all namespaces is what the other scope of a namespaced collection is for.
    if (!namespaced) paths.push(collection);
    for (const path of paths) for (const method of METHODS) await expect404(method, path);
    if (!namespaced) await expect404('GET', `${root}/watch/namespaces/default/${name}`);
  }
  assert.deepEqual(reached, []);
});

test('CVE-2019-11247: one namespace is not a way to another', async () => {
  for (const path of ['/api/v1/namespaces/default/namespaces', '/api/v1/namespaces/default/namespaces/other']) {
    for (const method of METHODS) assert.equal((await api.call(method, path, {})).status, 404, `${method} ${path}`);
  }
  assert.equal((await api.call('GET', '/api/v1/namespaces/other')).status, 200);
  assert.equal((await api.call('GET', '/api/v1/namespaces/other/status')).status, 200);
});

for (const [method, path, status] of [
  ['GET', '/api/v1/gadgets', 404],
  ['GET', '/apis/example.com/v1/gadgets', 404],
  ['GET', '/nothing', 404],
  ['POST', '/api/v1/pods', 405],
  ['DELETE', '/api/v1/pods', 405],
  ['POST', '/api/v1/namespaces/default/pods/x', 405],
  ['PUT', '/api/v1/namespaces/default/pods', 405],
  ['PATCH', '/api/v1/namespaces/default/pods', 405],
  ['HEAD', '/api/v1/namespaces/default/pods', 405],
  ['OPTIONS', '/api/v1/namespaces/default/pods', 405],
  ['BREW', '/api/v1/namespaces/default/pods', 405],
  ['GET', '/api/v1/namespaces/default/finalize', 405],
  ['PATCH', '/api/v1/namespaces/default/finalize', 405],
  ['DELETE', '/api/v1/namespaces/default/status', 405],
  ['POST', '/api/v1/watch/namespaces/default/pods', 405],
  ['GET', '/api/v1/constructor', 404],
  ['GET', '/apis/__proto__/v1/pods', 404],
  ['GET', '/api/v1/namespaces/default/pods/%00', 400],
  ['GET', '/api/v1/namespaces/default/pods/%zz', 400],
] as const) {
  test(`${method} ${path} → ${status}`, async () => {
    assert.equal((await api.call(method, path)).status, status);
  });
}

test('a group that is not served is told apart from a resource that is not', async () => {
  const unknownGroup = await api.call('GET', '/apis/example.com/v1/gadgets');
  assert.equal(unknownGroup.text, '404 page not found\n');
  const unknownResource = await api.call('GET', '/apis/apps/v1/gadgets');
  assert.equal(unknownResource.body.message, 'the server could not find the requested resource');
});

test('a deprecated kind warns on every request', async () => {
  const { headers } = await api.call('GET', '/api/v1/namespaces/default/endpoints');
  assert.match(String(headers.warning), /^299 - "v1 Endpoints is deprecated in v1\.33\+/);
});

test('a timeout that is no duration is refused', async () => {
  const { status, body } = await api.call('GET', '/api/v1/namespaces/default/pods?timeout=soon');
  assert.equal(status, 400);
  assert.equal(body.message, 'invalid timeout specified in the request URL - time: invalid duration "soon"');
  assert.equal((await api.call('GET', '/api/v1/namespaces/default/pods?timeout=10s')).status, 200);
});

test('what no route knows is answered 404, with an Audit-Id, whether that shows at once or later', async () => {
  for (const path of ['/nope', '/openapi/v3/apis/__proto__/v1', '/openapi/v3/../..', '/openapi/v3/constructor']) {
    const { status, text, headers } = await api.call('GET', path);
    assert.deepEqual([path, status, text], [path, 404, '404 page not found\n']);
    assert.ok(headers['audit-id']);
  }
});
