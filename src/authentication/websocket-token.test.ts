import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Headers } from '../request/http.ts';
import { offersToken, websocketToken } from './websocket-token.ts';

const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket' };
const protocolOf = (bytes: string | Buffer) =>
  `base64url.bearer.authorization.k8s.io.${Buffer.from(bytes).toString('base64url')}`;
const A = protocolOf('a.b.c');
const offering = (protocols: string | string[], upgrade: Headers = UPGRADE): Headers => ({
  ...upgrade,
  'sec-websocket-protocol': protocols,
});

const cases: readonly [what: string, headers: Headers, token: string | undefined, offers: boolean][] = [
  ['no subprotocols', UPGRADE, undefined, false],
  ['no token', offering('base64.binary.k8s.io'), undefined, false],
  ['a token and another subprotocol', offering(`${A}, base64.binary.k8s.io`), 'a.b.c', true],
  ['in two headers', offering(['v5.channel.k8s.io', A]), 'a.b.c', true],
  ['in any case', offering(`x,${A}`, { connection: 'keep-alive, UPGRADE', upgrade: 'WebSocket' }), 'a.b.c', true],
  ['a token with other characters', offering(`${protocolOf('größe')}, x`), 'größe', true],
  ['no upgrade', offering(`${A}, x`, {}), undefined, false],
  ['an upgrade to something else', offering(`${A}, x`, { ...UPGRADE, upgrade: 'SPDY/3.1' }), undefined, false],
  ['no other subprotocol', offering(A), undefined, true],
  ['two tokens', offering(`${A}, ${A}, x`), undefined, true],
  ['an empty token', offering(`${protocolOf('')}, x`), undefined, true],
  ['padding', offering(`${A}==, x`), undefined, true],
  ['half a character of base64url', offering(`${protocolOf('abc')}d, x`), undefined, true],
  ['no UTF-8', offering(`${protocolOf(Buffer.from([0xff]))}, x`), undefined, true],
];
for (const [what, headers, token, offers] of cases) {
  test(`${what}: ${token ?? 'no token'}`, () => {
    assert.equal(websocketToken({ headers }), token);
    assert.equal(offersToken({ headers }), offers);
  });
}

test('every text comes back, and what else there is is no token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (token) =>
      assert.equal(websocketToken({ headers: offering(`x, ${protocolOf(token)}`) }), token),
    ),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const headers = offering(`x, ${A}${text}`);
      assert.ok(offersToken({ headers }));
      assert.notEqual(websocketToken({ headers }), '');
    }),
  );
});
