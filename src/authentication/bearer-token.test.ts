import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bearerToken } from './bearer-token.ts';

const cases: readonly [authorization: string | string[] | undefined, token: string | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['Bearer', undefined],
  ['Bearer ', undefined],
  ['Bearer  a', undefined],
  ['Bearer a', 'a'],
  [' bEARER a.b.c ', 'a.b.c'],
  ['Bearer a b', 'a'],
  ['Bearera b', undefined],
  ['Basic YTpi', undefined],
  [['Bearer a', 'Bearer b'], undefined],
];
for (const [authorization, token] of cases) {
  test(`${JSON.stringify(authorization)} holds ${token ?? 'no token'}`, () =>
    assert.equal(bearerToken({ headers: { authorization } }), token));
}

test('a token may come as a subprotocol of a WebSocket; that of the Authorization header comes first', () => {
  const offered = `base64url.bearer.authorization.k8s.io.${Buffer.from('b').toString('base64url')}`;
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': `${offered}, x` };
  assert.equal(bearerToken({ headers: upgrade }), 'b');
  assert.equal(bearerToken({ headers: { ...upgrade, authorization: 'Bearer a' } }), 'a');
});

test('whatever the header is, a token has no space and stands in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `Bearer ${text}`),
      ),
      (authorization) => {
        const token = bearerToken({ headers: { authorization } });
        assert.ok(token === undefined || (!token.includes(' ') && token !== '' && authorization.includes(token)));
      },
    ),
  );
});
