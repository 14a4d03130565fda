import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { REVOCATION_REASONS } from '../api/allium.ts';
import { readDer, readInside, SEQUENCE } from '../api/certificates/der.ts';
import { type CrlContent, type CrlEntry, createCrl, crlPem } from './crl.ts';
import { Issuer } from './issuer.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
const issuer = new Issuer({ now: () => NOW, randomBytes });
const authority = issuer.selfSigned('kubernetes');
const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
const entry = (serialNumber: string, reason = 1): CrlEntry => ({ serialNumber, revokedAt: NOW - HOUR, reason });
const listOf = (entries: Iterable<CrlEntry>, more: Partial<CrlContent> = {}) =>
  createCrl({ entries, number: 258, thisUpdate: NOW, nextUpdate: NOW + HOUR, ...more }, signer);

test('another implementation reads what was written', async () => {
  const entries = [...REVOCATION_REASONS.values()].map((reason, i) => entry(`${'ab'.repeat(i + 1)}`, reason));
  const list = new x509.X509Crl(await listOf(entries));
  assert.equal(list.issuer, 'CN=kubernetes');
  assert.equal(list.version, 1);
  assert.equal(list.nextUpdate!.getTime(), Math.floor((NOW + HOUR) / 1000) * 1000);
  assert.deepEqual(
    list.entries.map(({ serialNumber, reason, revocationDate }) => [
      serialNumber.replace(/^00/, ''),
      reason ?? 0,
      revocationDate.getTime(),
    ]),
    entries.map(({ serialNumber, reason }) => [serialNumber, reason, Math.floor((NOW - HOUR) / 1000) * 1000]),
  );
});

test('it is signed by the authority', async () => {
  const list = await listOf([entry('1')]);
  const [signed, , signature] = readInside(readDer(list)[0], SEQUENCE);
  const { publicKey } = new X509Certificate(authority.certificate);
  assert.ok(verify('sha256', signed!.whole, publicKey, signature!.content.subarray(1)));
});

test('a list of nothing has no entries', async () => {
  assert.deepEqual(new x509.X509Crl(await listOf([])).entries, []);
});

test('PEM is what others write as PEM, however long', async () => {
  const entries = Array.from({ length: 5000 }, (_, i) => entry((i + 1).toString(16)));
  for (const list of [await listOf([]), await listOf(entries)]) {
    assert.equal((await crlPem(list)).trim(), x509.PemConverter.encode(new Uint8Array(list).buffer, 'X509 CRL').trim());
  }
});

test('a long list is made in pieces', async () => {
  const entries = Array.from({ length: 100_000 }, (_, i) => entry((i + 1).toString(16)));
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  const list = await listOf(entries);
  done = true;
  assert.ok(turns > 3, `others had ${turns} turns`);
  const [signed] = readInside(readDer(list)[0], SEQUENCE);
  const revoked = readInside(signed, SEQUENCE)[5];
  assert.equal(readInside(revoked, SEQUENCE).length, 100_000);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
describe('openssl', { skip: hasOpenssl ? false : 'no openssl on this machine' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'allium-crl-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const file = (name: string, data: string | Buffer) => {
    writeFileSync(join(directory, name), data);
    return join(directory, name);
  };
  const ca = file('ca.crt', authority.certificate);

  test('reads it and finds its signature good', async () => {
    const path = file('der.crl', await listOf([entry('0abc'), entry('ff', 9)]));
    const options = ['crl', '-inform', 'DER', '-in', path, '-CAfile', ca, '-noout', '-text'];
    const { stdout, stderr } = spawnSync('openssl', options, { encoding: 'utf8' });
    assert.match(stderr, /verify OK/);
    assert.match(stdout, /Version 2.*Issuer: CN ?= ?kubernetes/s);
    assert.match(stdout, /X509v3 CRL Number:\s+(258|0x102)/);
    assert.match(stdout, /Serial Number: 0ABC.*Key Compromise.*Serial Number: FF.*Privilege Withdrawn/s);
  });

  test('refuses a certificate that is on it, and no other', async () => {
    const [revoked, good] = ['jane', 'joe'].map((commonName) => issuer.issue(signer, { commonName, usage: 'client' }));
    const { serialNumber } = new X509Certificate(revoked!.certificate);
    const crl = file('pem.crl', await crlPem(await listOf([entry(serialNumber.toLowerCase())])));
    const check = (name: string, certificate: string) =>
      spawnSync('openssl', ['verify', '-crl_check', '-CRLfile', crl, '-CAfile', ca, file(name, certificate)], {
        encoding: 'utf8',
      });
    assert.match(check('revoked.crt', revoked!.certificate).stderr, /certificate revoked/);
    const { status, stderr } = check('good.crt', good!.certificate);
    assert.equal(status, 0, stderr);
    assert.match(
      execFileSync('openssl', ['crl', '-in', crl, '-noout', '-crlnumber'], { encoding: 'utf8' }),
      /0x?0?102/,
    );
  });
});
