import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest, Headers } from '../../request/http.ts';
import { ANONYMOUS } from '../../request/user-info.ts';
import { anonymousAuthenticator } from './anonymous.ts';

/** A token that no server can read. */
const OFFERED = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-protocol': 'base64url.bearer.authorization.k8s.io.!, x',
};

const cases: { path: string; headers?: Headers; paths?: string[]; anonymous: boolean }[] = [
  { path: '/livez', anonymous: true },
  { path: '/version', anonymous: true },
  { path: '/livez/ping', anonymous: false },
  { path: '/livez/../api', anonymous: false },
  { path: '//livez', anonymous: false },
  { path: '/api', anonymous: false },
  { path: '/metrics', anonymous: false },
  { path: '/livez', headers: { authorization: 'Bearer x' }, anonymous: false },
  { path: '/livez', headers: OFFERED, anonymous: false },
  { path: '/livez', paths: ['/readyz'], anonymous: false },
  { path: '/readyz', paths: ['/readyz'], anonymous: true },
];
for (const { path, headers = {}, paths, anonymous } of cases) {
  test(`${path} ${JSON.stringify(headers)} of ${paths ?? 'the default'}: ${anonymous ? 'anonymous' : 'nobody'}`, () => {
    const found = anonymousAuthenticator(paths).authenticate({ path, headers } as ApiRequest);
    const expected = anonymous
      ? { outcome: 'authenticated', user: ANONYMOUS, method: 'anonymous' }
      : { outcome: 'no-opinion' };
    assert.deepEqual(found, expected);
  });
}
