import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CertificateRequestError, readCertificateRequest } from './certificate-request.ts';
import { readDer } from './der.ts';
import { testRequest } from './testing.ts';

/** Without what the library takes for notation. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => !/[\0#"\\]/.test(value));

test('what is asked for is read as a library that is not ours wrote it', async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(text, { maxLength: 4 }),
      fc.array(fc.domain(), { maxLength: 4 }),
      fc.array(fc.oneof(fc.ipV4(), fc.constantFrom('::1', '2001:db8::5')), { maxLength: 4 }),
      async (commonName, groups, domains, ips) => {
        const subject = [...groups.map((group) => ['O', group] as const), ['CN', commonName] as const];
        const dns = domains.map((value) => ({ type: 'dns' as const, value }));
        const addresses = ips.map((value) => ({ type: 'ip' as const, value }));
        const { pem } = await testRequest(subject, [...dns, ...addresses]);
        const read = readCertificateRequest(pem);
        assert.equal(read.subject.commonName, commonName);
        assert.deepEqual(read.subject.organizations, groups);
        assert.deepEqual(read.alternativeNames.dnsNames, domains);
        assert.deepEqual(read.alternativeNames.ipAddresses, ips);
      },
    ),
    { numRuns: 40 },
  );
});

describe('of a subject', () => {
  test('the last common name counts, as in Go', async () => {
    const { pem } = await testRequest([
      ['CN', 'system:node:a'],
      ['CN', 'b'],
    ]);
    const { subject } = readCertificateRequest(pem);
    assert.equal(subject.commonName, 'b');
    assert.deepEqual(subject.attributes, [{ type: '2.5.4.3', value: 'b' }]);
  });

  test('attributes that are not known are left out', async () => {
    const { pem } = await testRequest([
      ['DC', 'example'],
      ['CN', 'ann'],
    ]);
    assert.deepEqual(readCertificateRequest(pem).subject.attributes, [{ type: '2.5.4.3', value: 'ann' }]);
  });
});

test('email addresses and URIs are names too', async () => {
  const { pem } = await testRequest(
    [['CN', 'ann']],
    [
      { type: 'email', value: 'ann@example.com' },
      { type: 'url', value: 'spiffe://example.com/ann' },
    ],
  );
  const { emailAddresses, uris } = readCertificateRequest(pem).alternativeNames;
  assert.deepEqual([emailAddresses, uris], [['ann@example.com'], ['spiffe://example.com/ann']]);
});

const VALID = await testRequest(
  [
    ['O', 'system:nodes'],
    ['CN', 'system:node:a'],
  ],
  [
    { type: 'dns', value: 'a.example.com' },
    { type: 'ip', value: '10.0.0.1' },
  ],
);
const DER = Buffer.from(VALID.pem.replace(/-----[^-]+-----/g, ''), 'base64');
const armored = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;

/** Bytes replaced, removed or put in, at a few places. */
const damage = fc.array(
  fc.record({
    at: fc.nat(DER.length - 1),
    remove: fc.integer({ min: 0, max: 3 }),
    insert: fc.uint8Array({ maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);
type Damage = { at: number; remove: number; insert: Uint8Array }[];

function damaged(bytes: Buffer, changes: Damage): Buffer {
  return changes.reduce(
    (all, { at, remove, insert }) => Buffer.concat([all.subarray(0, at), insert, all.subarray(at + remove)]),
    bytes,
  );
}

/** Fails with a clear error or not at all. */
function readsOrRefuses(pem: string): void {
  try {
    readCertificateRequest(pem);
  } catch (error) {
    assert.ok(error instanceof CertificateRequestError, String(error));
    assert.match(error.message, /^(asn1|x509): ./);
  }
}

test('a damaged request is refused clearly', () => {
  fc.assert(
    fc.property(damage, (changes) => readsOrRefuses(armored(damaged(DER, changes)))),
    { numRuns: 2000 },
  );
});

test('a damaged request that is signed all the same is read or refused clearly', () => {
  const [info, algorithm] = readDer(readDer(DER)[0]!.content);
  const key = createPrivateKey(VALID.privateKey);
  fc.assert(
    fc.property(damage, (changes) => {
      const own = damaged(info!.whole, changes);
      const signature = sign('sha256', own, key);
      const content = Buffer.concat([own, algorithm!.whole, Buffer.from([3, signature.length + 1, 0]), signature]);
      const lengths = Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]);
      readsOrRefuses(armored(Buffer.concat([lengths, content])));
    }),
    { numRuns: 500 },
  );
});
