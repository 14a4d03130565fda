import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getCiphers } from 'node:tls';
import { CIPHER_SUITES, DEFAULT_TLS_POLICY, INSECURE_CIPHER_SUITES, policyOptions } from './policy.ts';

test('every suite is one that OpenSSL knows', () => {
  const known = new Set(getCiphers());
  const { ciphers } = policyOptions({ minVersion: 'VersionTLS12', cipherSuites: CIPHER_SUITES });
  const names = ciphers.toLowerCase().split(':');
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  );
  assert.ok(CIPHER_SUITES.every((name) => !INSECURE_CIPHER_SUITES.has(name)));
});

test('by default: authenticated encryption with forward secrecy', () => {
  const { ciphers, minVersion } = policyOptions(DEFAULT_TLS_POLICY);
  assert.equal(minVersion, 'TLSv1.2');
  for (const name of ciphers.split(':').filter((cipher) => !cipher.startsWith('TLS_'))) {
    assert.match(name, /^ECDHE-.*(GCM|CHACHA20)/);
  }
});

test('suites of TLS 1.3 are always offered, and alone they are all that is', () => {
  assert.deepEqual(policyOptions({ minVersion: 'VersionTLS12', cipherSuites: ['TLS_AES_128_GCM_SHA256'] }), {
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
    honorCipherOrder: true,
  });
});
