import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { readCertificateRequest } from '../api/certificates/certificate-request.ts';
import { testRequest } from '../api/certificates/testing.ts';
import { Issuer, type Signer } from './issuer.ts';
import { requestedValidity } from './validity.ts';

const NOW = Date.parse('2030-01-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const issuer = new Issuer({ now: () => NOW, randomBytes });
const signerOf = ({ certificate, privateKey }: { certificate: string; privateKey: string }): Signer => {
  return { certificate, privateKey: createPrivateKey(privateKey) };
};
const root = issuer.selfSigned('root');
const signer = signerOf(root);

async function issued(usages: readonly string[], ...request: Parameters<typeof testRequest>): Promise<string> {
  const { pem } = await testRequest(...request);
  return issuer.issueRequested(signer, { request: readCertificateRequest(pem), usages, lifetime: HOUR });
}

test('a certificate that was asked for has its names and usages, and is no authority', async () => {
  const pem = await issued(
    ['client auth', 'cert sign', 'digital signature', 'decipher only'],
    [
      ['CN', 'ann'],
      ['O', 'dev'],
    ],
    [
      { type: 'dns', value: 'a.example.com' },
      { type: 'ip', value: '10.0.0.1' },
      { type: 'email', value: 'a@example.com' },
    ],
  );
  const parsed = new x509.X509Certificate(pem);
  assert.equal(parsed.subject, 'O=dev, CN=ann');
  assert.equal(parsed.getExtension(x509.BasicConstraintsExtension)?.ca, false);
  const { digitalSignature, keyCertSign, decipherOnly } = x509.KeyUsageFlags;
  assert.equal(parsed.getExtension(x509.KeyUsagesExtension)?.usages, digitalSignature | keyCertSign | decipherOnly);
  assert.deepEqual(
    [...(parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [])],
    [x509.ExtendedKeyUsage.clientAuth],
  );
  assert.deepEqual(parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON(), [
    { type: 'dns', value: 'a.example.com' },
    { type: 'email', value: 'a@example.com' },
    { type: 'ip', value: '10.0.0.1' },
  ]);
  const leaf = new X509Certificate(pem);
  const ca = new X509Certificate(root.certificate);
  assert.ok(leaf.checkIssued(ca) && leaf.verify(ca.publicKey) && !leaf.ca);
});

test('names are critical where there is no subject', async () => {
  const parsed = new x509.X509Certificate(await issued(['server auth'], [], [{ type: 'dns', value: 'a.example.com' }]));
  assert.equal(parsed.getExtension(x509.SubjectAlternativeNameExtension)?.critical, true);
});

describe('the validity of a certificate that was asked for', () => {
  const far = NOW + 1000 * HOUR;
  const cases = [
    {
      what: 'starts five minutes ago',
      lifetime: 24 * HOUR,
      end: far,
      from: -5 * MINUTE,
      until: 24 * HOUR - 5 * MINUTE,
    },
    { what: 'is not shortened by that when it is short', lifetime: HOUR, end: far, from: -5 * MINUTE, until: HOUR },
    { what: 'ends with the authority', lifetime: HOUR, end: NOW + MINUTE, from: -5 * MINUTE, until: MINUTE },
  ];
  for (const { what, lifetime, end, from, until } of cases) {
    test(what, () =>
      assert.deepEqual(requestedValidity(NOW, lifetime, end), {
        notBefore: new Date(NOW + from),
        notAfter: new Date(NOW + until),
      }),
    );
  }
});

test('an authority that another has signed leads to either', () => {
  const next = issuer.selfSigned('next');
  const cross = new X509Certificate(issuer.crossSign(signer, next.certificate));
  const leaf = new X509Certificate(issuer.issue(signerOf(next), { commonName: 'x', usage: 'server' }).certificate);
  const old = new X509Certificate(root.certificate);
  const fresh = new X509Certificate(next.certificate);
  assert.ok(leaf.checkIssued(fresh) && leaf.verify(fresh.publicKey));
  assert.ok(leaf.checkIssued(cross) && leaf.verify(cross.publicKey));
  assert.ok(cross.ca && cross.checkIssued(old) && cross.verify(old.publicKey));
  assert.ok(!leaf.checkIssued(old));
});
