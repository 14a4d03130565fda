import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../request/http.ts';
import { discoveryAuthenticator } from './discovery.ts';

const PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

const cases: { name: string; request?: Partial<ApiRequest>; signed?: boolean; outcome: string }[] = [
  { name: 'cluster-info that is signed', outcome: 'authenticated' },
  { name: 'cluster-info that is not', signed: false, outcome: 'no-opinion' },
  { name: 'a token', request: { headers: { authorization: 'Bearer x' } }, outcome: 'no-opinion' },
  {
    name: 'a token for a WebSocket',
    request: {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-protocol': 'base64url.bearer.authorization.k8s.io.eA, x',
      },
    },
    outcome: 'no-opinion',
  },
  { name: 'a write', request: { method: 'PUT' }, outcome: 'no-opinion' },
  { name: 'another name', request: { path: `${PATH}s` }, outcome: 'no-opinion' },
  { name: 'all of them', request: { path: PATH.slice(0, -'/cluster-info'.length) }, outcome: 'no-opinion' },
];
for (const { name, request, signed = true, outcome } of cases) {
  test(`${name}: ${outcome}`, () => {
    const asked = { method: 'GET', path: PATH, headers: {}, ...request } as ApiRequest;
    const found = discoveryAuthenticator(() => signed).authenticate(asked);
    assert.equal((found as { outcome: string }).outcome, outcome);
  });
}
