import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../../request/http.ts';
import { versionInfo, versionRoute } from './version.ts';

const info = versionInfo({ version: '0.1.0', nodeVersion: 'v24.1.0', platform: 'linux', architecture: 'x64' });
const route = versionRoute(info);

test('says which Kubernetes it is, in the words of Go', () => {
  assert.equal(info.gitVersion, 'v1.36.0+allium.0.1.0');
  assert.deepEqual([info.major, info.minor, info.platform, info.goVersion], ['1', '36', 'linux/amd64', 'node24.1.0']);
});

for (const path of ['/version', '/version/']) {
  test(`${path} answers indented JSON`, () => {
    const response = route({ path, method: 'GET' } as ApiRequest);
    assert.equal(response?.headers['content-type'], 'application/json');
    assert.equal(String(response?.body), JSON.stringify(info, null, 2));
  });
}

for (const [method, path] of [
  ['POST', '/version'],
  ['GET', '/versions'],
] as const) {
  test(`${method} ${path} is not its own`, () => assert.equal(route({ path, method } as ApiRequest), undefined));
}
