import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { Issuer } from './issuer.ts';
import { stillGood } from './leaf-check.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const SECOND = 1000;
const DAY = 86_400 * SECOND;

const issuer = new Issuer({ now: () => NOW, randomBytes });
const root = issuer.selfSigned('root');
const signer = { certificate: root.certificate, privateKey: createPrivateKey(root.privateKey) };
const authority = new X509Certificate(root.certificate);

const cases = [
  { what: 'a year: in its last month', lifetime: 365 * DAY, renewed: 30 * DAY },
  { what: 'two months: in its last third', lifetime: 60 * DAY, renewed: 20 * DAY },
  { what: 'an hour: in its last third', lifetime: 3600 * SECOND, renewed: 1200 * SECOND },
];
for (const { what, lifetime, renewed } of cases) {
  test(`a certificate is renewed, of ${what}`, () => {
    const issued = issuer.issue(signer, { commonName: 'x', usage: 'client', lifetime });
    const leaf = new X509Certificate(issued.certificate);
    const goodWith = (remaining: number) => stillGood(leaf, authority, NOW + lifetime - remaining, []);
    assert.deepEqual([goodWith(renewed + SECOND), goodWith(renewed)], [true, false]);
  });
}
