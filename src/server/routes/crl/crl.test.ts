import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { Issuer } from '../../../pki/issuer.ts';
import type { PemPair } from '../../../pki/pem-pair.ts';
import type { ApiResponse } from '../../../request/http.ts';
import { contextOf } from '../../filters/testing.ts';
import { CRL_PATH, CrlRoute } from './crl.ts';

function setUp() {
  const state = { now: Date.now(), version: 0, serials: ['1a'] };
  const issuer = new Issuer({ now: () => state.now, randomBytes });
  const authorities = [issuer.selfSigned('first'), issuer.selfSigned('second')];
  const current: { authority: PemPair | undefined } = { authority: authorities[0]! };
  const route = new CrlRoute({
    path: CRL_PATH,
    now: () => state.now,
    version: () => state.version,
    authority: () => current.authority,
    entries: () => state.serials.map((serialNumber) => ({ serialNumber, revokedAt: state.now, reason: 0 })),
  });
  const get = async (accept?: string): Promise<ApiResponse> =>
    (await route.handle(contextOf('GET', '/pki/ca.crl', accept === undefined ? {} : { accept }).request))!;
  const list = async () => new x509.X509Crl((await get()).body as Buffer);
  return { state, current, authorities, route, get, list };
}

const serials = (list: x509.X509Crl) => list.entries.map(({ serialNumber }) => serialNumber);

test('the list follows what is revoked, though not more often than every few seconds', async () => {
  const { state, list } = setUp();
  const first = await list();
  assert.deepEqual(serials(first), ['1a']);
  state.serials.push('1b');
  state.version += 1;
  state.now += 1000;
  assert.deepEqual(serials(await list()), ['1a']);
  state.now += 5000;
  assert.deepEqual(serials(await list()), ['1a', '1b']);
});

test('it is signed anew long before it ends, and by who issues now', async () => {
  const { state, list, current, authorities } = setUp();
  const first = await list();
  state.now += 59 * 60_000;
  assert.equal((await list()).thisUpdate.getTime(), first.thisUpdate.getTime());
  state.now += 60_000;
  const renewed = await list();
  assert.ok(renewed.thisUpdate > first.thisUpdate);
  current.authority = authorities[1]!;
  assert.equal((await list()).issuer, 'CN=second');
});

test('there is none where there is no authority to sign it', () => {
  const { current, route } = setUp();
  current.authority = undefined;
  assert.equal(route.handle(contextOf('GET', '/pki/ca.crl').request), undefined);
});

test('DER, or PEM for who asks for it', async () => {
  const { get, route } = setUp();
  assert.equal((await get()).headers['content-type'], 'application/pkix-crl');
  const pem = await get('application/x-pem-file');
  assert.match(pem.body.toString(), /^-----BEGIN X509 CRL-----\n/);
  assert.equal(route.handle(contextOf('GET', '/pki/other.crl').request), undefined);
  assert.equal(route.handle(contextOf('POST', '/pki/ca.crl').request), undefined);
});
