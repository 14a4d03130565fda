import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { recordNameOf } from '../api/allium.ts';
import { credentialIdOf } from '../authentication/x509/certificate-user.ts';
import { Issuer } from '../pki/issuer.ts';
import { ManualClock } from '../util/clock.ts';
import { describeCertificate } from './credentials.ts';
import { openTestCluster } from './testing-controllers.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const issuer = new Issuer({ now: () => NOW, randomBytes });
const authority = issuer.selfSigned('kubernetes');
const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
const { certificate } = issuer.issue(signer, { commonName: 'jane', organizations: ['dev'], usage: 'client' });
const parsed = new X509Certificate(certificate);

test('a certificate was issued when it was issued, not from when on it is valid', () => {
  assert.deepEqual(describeCertificate(certificate, NOW + 5000), {
    type: 'Certificate',
    credentialID: credentialIdOf(parsed),
    username: 'jane',
    groups: ['dev'],
    issuer: 'CN=kubernetes',
    serialNumber: parsed.serialNumber.toLowerCase().replace(/^0+/, ''),
    issuedAt: '2030-01-01T00:00:00Z',
    expiresAt: '2031-01-01T00:00:00Z',
  });
});

test('one that names nobody is not recorded', () => {
  const { certificate: nameless } = issuer.issue(signer, { commonName: '', usage: 'client' });
  assert.equal(describeCertificate(nameless, NOW), undefined);
});

test('the certificates that the control plane hands out by itself are on record, and new ones as they come', async () => {
  const own = [certificate];
  let changed = () => {};
  const onChange = (listener: () => void) => {
    changed = listener;
  };
  const credentials = { usage: { take: () => new Map() }, own: { current: () => own, onChange } };
  const cluster = await openTestCluster({ clock: new ManualClock(NOW), credentials });
  const records = '/apis/allium.dev/v1alpha1/issuedcredentials';
  const pathOf = (pem: string) => `${records}/${recordNameOf(credentialIdOf(new X509Certificate(pem)))}`;
  const { spec } = await cluster.until(pathOf(certificate), (status) => status === 200);
  assert.deepEqual([spec.username, spec.issuedBy], ['jane', 'allium up']);
  const { certificate: renewed } = issuer.issue(signer, { commonName: 'jane', usage: 'client' });
  own[0] = renewed;
  changed();
  await cluster.until(pathOf(renewed), (status) => status === 200);
  await cluster.close();
});
