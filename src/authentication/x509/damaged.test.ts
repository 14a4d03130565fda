/** Certificates of strangers: whatever they are made of, they are refused, believed as they were, or unreadable. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { issuedCertificateError } from '../../api/certificates/issued-certificate.ts';
import { Issuer } from '../../pki/issuer.ts';
import type { ApiRequest } from '../../request/http.ts';
import { TrustedAuthorities } from './authorities.ts';
import { x509Authenticator } from './x509.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const issuer = new Issuer({ now: () => NOW, randomBytes });
const authority = issuer.selfSigned('authority');
const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
const pem = issuer.issue(signer, { commonName: 'ann', organizations: ['dev'], usage: 'client' }).certificate;
const DER = new X509Certificate(pem).raw;

const damaged = fc
  .array(fc.record({ at: fc.nat(DER.length - 1), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((changes) =>
    changes.reduce(
      (bytes, { at, remove, insert }) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
      DER,
    ),
  );

const authenticator = x509Authenticator({
  authorities: new TrustedAuthorities([authority.certificate]),
  now: () => NOW,
});

function read(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

test('a damaged certificate gets nobody in under another name', async () => {
  await fc.assert(
    fc.asyncProperty(damaged, async (der) => {
      const leaf = read(der);
      if (leaf === undefined) return;
      const clientCertificate = { leaf, chain: [leaf], connection: {} };
      const answer = await authenticator.authenticate({ clientCertificate } as unknown as ApiRequest);
      // A byte may be changed to itself, or outside of what is signed.
      if (answer.outcome === 'authenticated') assert.equal(answer.user.name, 'ann');
      else assert.equal(answer.outcome, 'reject');
    }),
    { numRuns: 1500 },
  );
});

test('a damaged certificate that a signer returns is an error or none, never a crash', () => {
  fc.assert(
    fc.property(damaged, (der) => {
      const text = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
      const wrong = issuedCertificateError(text);
      assert.ok(wrong === undefined ? read(der) !== undefined : wrong.startsWith('x509: '));
    }),
    { numRuns: 1500 },
  );
});
