import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Issuer } from '../../pki/issuer.ts';
import { type NamedPair, pairFor, pairsByName } from './server-names.ts';

const issuer = new Issuer({ now: Date.now, randomBytes });
const authority = issuer.selfSigned('authority');
const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };

function pairOf(certified: string[], names: string[] = []): NamedPair {
  return { ...issuer.issue(signer, { commonName: 'server', names: certified, usage: 'server' }), names };
}

const own = pairOf(['a.example.com', '*.b.example.com', '192.0.2.1']);
const given = pairOf(['a.example.com', 'c.example.com'], ['*.c.example.com', 'A.b.example.com']);
const second = pairOf(['a.example.com', 'd.example.com']);
const byName = pairsByName([own, given, second]);

const cases: [name: string, pair: NamedPair | undefined][] = [
  ['a.example.com', own],
  ['A.EXAMPLE.COM.', own],
  ['x.b.example.com', own],
  ['a.b.example.com', given],
  ['x.c.example.com', given],
  ['192.0.2.1', own],
  ['d.example.com', second],
  ['c.example.com', undefined],
  ['x.y.c.example.com', undefined],
  ['example.com', undefined],
  ['', undefined],
  ['*', undefined],
];
for (const [name, pair] of cases) {
  test(`${JSON.stringify(name)}: ${pair ? 'one of them' : 'none'}`, () => assert.equal(pairFor(byName, name), pair));
}
