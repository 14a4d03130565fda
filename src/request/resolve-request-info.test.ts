import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRequestInfo } from './resolve-request-info.ts';

const resolve = (method: string, path: string, query = '') =>
  resolveRequestInfo(method, path, () => new URLSearchParams(query));

for (const [method, path, query, expected] of [
  ['GET', '/api/v1/pods', '', 'list  v1 pods   '],
  ['GET', '/api/v1/pods', 'watch=1', 'watch  v1 pods   '],
  ['GET', '/api/v1/pods', 'watch=false', 'list  v1 pods   '],
  ['GET', '/api/v1/watch/pods', '', 'watch  v1 pods   '],
  ['GET', '/api/v1/namespaces/a/pods/p', '', 'get  v1 pods a p '],
  ['HEAD', '/api/v1/namespaces/a/pods/p', '', 'get  v1 pods a p '],
  ['GET', '/api/v1/namespaces/a/pods/p/log', '', 'get  v1 pods a p log'],
  ['GET', '/api/v1/namespaces/a', '', 'get  v1 namespaces a a '],
  ['PUT', '/api/v1/namespaces/a/finalize', '', 'update  v1 namespaces a a finalize'],
  ['GET', '/api/v1/namespaces', '', 'list  v1 namespaces   '],
  ['DELETE', '/apis/apps/v1/namespaces/a/deployments', '', 'deletecollection apps v1 deployments a  '],
  ['PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', '', 'patch apps v1 deployments a d scale'],
  ['GET', '/api/v1/namespaces/a/secrets', 'fieldSelector=metadata.name%3Ds', 'list  v1 secrets a s '],
  [
    'GET',
    '/api/v1/namespaces/a/secrets',
    'watch=1&fieldSelector=metadata.name%3D%3Ds,type%3Dx',
    'watch  v1 secrets a s ',
  ],
  ['GET', '/api/v1/namespaces/a/secrets/%2e%2e', '', 'get  v1 secrets a .. '],
  ['GET', '/api/v1/namespaces/a/secrets/b%2Fc', '', 'get  v1 secrets a b c'],
  ['POST', '/api/v1/nodes/n/proxy/a/b', '', 'create  v1 nodes  n proxy/a/b'],
] as const) {
  test(`${method} ${path}?${query}`, () => {
    const info = resolve(method, path, query);
    assert.ok(info.isResourceRequest);
    const shown = [info.verb, info.group, info.version, info.resource, info.namespace, info.name, info.subresource];
    assert.equal(shown.join(' '), expected);
  });
}

for (const path of ['/', '/healthz', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/openapi/v3/api/v1']) {
  test(`${path} is not about a resource`, () => {
    assert.deepEqual(resolve('GET', path), { isResourceRequest: false, path, verb: 'get' });
  });
}

test('a broken percent-encoding is an error', () => {
  assert.throws(() => resolve('GET', '/api/v1/pods/%zz'), URIError);
});
