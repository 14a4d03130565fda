import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { readCertificateRequest } from '../api/certificates/certificate-request.ts';
import { newCertificateRequest } from './certificate-request.ts';

test('another implementation reads the request and finds its signature good', async () => {
  const { request } = newCertificateRequest('jane', ['dev', 'ops']);
  const read = new x509.Pkcs10CertificateRequest(request);
  assert.ok(await read.verify());
  assert.equal(read.subject, 'O=dev, O=ops, CN=jane');
});

test('our own reader takes it, and the key is the one that it names', () => {
  const { request, privateKey } = newCertificateRequest('jane@example.com', []);
  const { publicKey } = readCertificateRequest(request);
  const own = createPrivateKey(privateKey).export({ format: 'jwk' });
  assert.equal(publicKey.export({ format: 'jwk' }).x, own.x);
});
