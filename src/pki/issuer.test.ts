import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { distinguishedName, signCertificate } from './certificate.ts';
import { basicConstraints, subjectKeyIdentifier } from './extensions.ts';
import { type Issuance, Issuer, type Signer } from './issuer.ts';

const NOW = Date.parse('2030-01-01T12:34:56Z');
const issuer = new Issuer({ now: () => NOW, randomBytes });
const root = issuer.selfSigned('root');
const signer: Signer = { certificate: root.certificate, privateKey: createPrivateKey(root.privateKey) };

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((value) => !value.includes('\0'));
const names = fc.uniqueArray(
  fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().filter((ip) => !ip.includes('.')),
  ),
  { maxLength: 20 },
);
const issuances: fc.Arbitrary<Issuance> = fc.record({
  commonName: text,
  organizations: fc.array(text, { maxLength: 5 }),
  names,
  usage: fc.constantFrom('server' as const, 'client' as const),
});

test('what is issued says what it should, as a parser that is not ours reads it', async () => {
  await fc.assert(
    fc.asyncProperty(issuances, async (issuance) => {
      const parsed = new x509.X509Certificate(issuer.issue(signer, issuance).certificate);
      assert.deepEqual(parsed.subjectName.getField('CN'), [issuance.commonName]);
      assert.deepEqual(parsed.subjectName.getField('O'), issuance.organizations);
      assert.equal(parsed.notAfter.getTime(), NOW + 365 * 86_400_000);
      assert.equal(parsed.getExtension(x509.BasicConstraintsExtension)?.ca, false);
      const usages = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
      assert.deepEqual([...usages], [x509.ExtendedKeyUsage[issuance.usage === 'server' ? 'serverAuth' : 'clientAuth']]);
      const alternatives = parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
      assert.equal(alternatives.length, issuance.names!.length);
      assert.equal(
        await parsed.verify({ publicKey: new x509.X509Certificate(root.certificate).publicKey, date: new Date(NOW) }),
        true,
      );
    }),
    { numRuns: 50 },
  );
});

test('every name that was asked for is one the certificate is good for, as OpenSSL reads it', () => {
  fc.assert(
    fc.property(names, (asked) => {
      const leaf = new X509Certificate(
        issuer.issue(signer, { commonName: 'x', names: asked, usage: 'server' }).certificate,
      );
      for (const name of asked) {
        assert.ok(
          /[:]|^[\d.]+$/.test(name) ? leaf.checkIP(name) : leaf.checkHost(name),
          `${name} of ${leaf.subjectAltName}`,
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('an authority may sign, and says so', () => {
  const parsed = new x509.X509Certificate(root.certificate);
  const { keyCertSign, cRLSign, digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  assert.equal(parsed.getExtension(x509.BasicConstraintsExtension)?.ca, true);
  assert.equal(
    parsed.getExtension(x509.KeyUsagesExtension)?.usages,
    keyCertSign | cRLSign | digitalSignature | keyEncipherment,
  );
  assert.ok(new X509Certificate(root.certificate).checkIssued(new X509Certificate(root.certificate)));
});

describe('authorities that were brought along', () => {
  const keys = {
    ec: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ed25519: generateKeyPairSync('ed25519'),
  };
  const identifiers = { none: [], long: [subjectKeyIdentifier(Buffer.alloc(200, 7))] };
  for (const [type, { privateKey, publicKey }] of Object.entries(keys)) {
    for (const [identifier, extensions] of Object.entries(identifiers)) {
      test(`${type}, key identifier: ${identifier}`, () => {
        const name = distinguishedName('their CA', ['Their Company']);
        const content = {
          serialNumber: Buffer.from([0x80]),
          issuer: name,
          subject: name,
          notBefore: new Date(NOW),
          notAfter: new Date('2050-01-01T00:00:00Z'),
          publicKey,
          extensions: [basicConstraints(true), ...extensions],
        };
        const der = signCertificate(content, privateKey);
        const authority = new X509Certificate(der);
        assert.equal(authority.validToDate.toISOString(), '2050-01-01T00:00:00.000Z');
        assert.equal(authority.serialNumber, '80');
        const leaf = issuer.issue(
          { certificate: authority.toString(), privateKey },
          { commonName: 'x', usage: 'client' },
        );
        const issued = new X509Certificate(leaf.certificate);
        assert.ok(issued.checkIssued(authority) && issued.verify(publicKey));
        assert.ok(issued.checkPrivateKey(createPrivateKey(leaf.privateKey)));
      });
    }
  }

  test('a key that cannot sign is refused', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    assert.throws(
      () => issuer.issue({ ...signer, privateKey }, { commonName: 'x', usage: 'client' }),
      /x25519 cannot sign/,
    );
  });
});
