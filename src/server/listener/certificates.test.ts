import 'reflect-metadata';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { Harness, json } from './test-support.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

let harness: Harness;
afterEach(() => harness.stop());

async function selfSigned(name: x509.JsonName, extensions: x509.Extension[] = []) {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions,
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: made.toString('pem'),
    privateKey: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}

const rubbish = (type: string) => new x509.Extension(type, false, new Uint8Array([0x30, 0x03, 0x86, 0x01, 0x0a]));
const odd: { name: string; subject: x509.JsonName; extensions?: x509.Extension[] }[] = [
  { name: 'no name', subject: [] },
  { name: 'NUL and line breaks', subject: [{ CN: ['a\0b\nCN=root'] }, { O: ['system:masters\0'] }] },
  {
    name: 'a thousand organizations',
    subject: Array.from({ length: 1000 }, (_, index) => ({ O: [`group-${index}`] })),
  },
  { name: 'rubbish for alternative names', subject: [{ CN: ['a'] }], extensions: [rubbish('2.5.29.17')] },
  { name: 'rubbish for authority access', subject: [{ CN: ['a'] }], extensions: [rubbish('1.3.6.1.5.5.7.1.1')] },
];
for (const { name, subject, extensions } of odd) {
  test(`a client certificate with ${name} does no harm`, async () => {
    harness = await Harness.start((request) => json(request.clientCertificate !== undefined));
    const pair = await selfSigned(subject, extensions);
    await harness.http2({}, harness.session(pair)).catch(() => {});
    await harness.http1({}, { agent: undefined, cert: pair.certificate, key: pair.privateKey }).catch(() => {});
    assert.equal((await harness.http2()).body, 'false');
    assert.deepEqual(harness.errors, []);
  });
}
