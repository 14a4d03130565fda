import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { certificateRequestError } from './certificate-request.ts';
import { DerError, readDer } from './der.ts';
import { issuedCertificateError } from './issued-certificate.ts';
import { pemBlocks } from './pem.ts';

const armored = (label: string, bytes: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;

/** DER as an encoder writes it: short and long lengths, nested. */
function encode(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const element = fc
  .tuple(fc.constantFrom(0x02, 0x03, 0x06, 0x30), fc.uint8Array({ maxLength: 600 }))
  .map(([tag, content]) => ({ tag, content, bytes: encode(tag, content) }));

test('what was written as DER is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
      const read = readDer(Buffer.concat(elements.map(({ bytes }) => bytes)));
      assert.deepEqual(
        read.map(({ content, tag }) => [tag, [...content]]),
        elements.map(({ content, tag }) => [tag, [...content]]),
      );
    }),
  );
});

test('any bytes are DER or a DerError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        const total = readDer(Buffer.from(bytes)).reduce((sum, { whole }) => sum + whole.length, 0);
        assert.equal(total, bytes.length);
      } catch (error) {
        assert.ok(error instanceof DerError);
      }
    }),
  );
});

test('PEM blocks come back in their order, whatever stands between them', () => {
  const label = fc.constantFrom('CERTIFICATE', 'CERTIFICATE REQUEST', 'X');
  const block = fc.tuple(label, fc.uint8Array({ maxLength: 100 }));
  fc.assert(
    fc.property(fc.array(block), fc.constantFrom('', '\n', 'a comment\n'), (blocks, between) => {
      const text = blocks.map(([name, bytes]) => armored(name, bytes)).join(between);
      assert.deepEqual(
        pemBlocks(text).map((found) => [found.label, [...found.der]]),
        blocks.map(([name, bytes]) => [name, [...bytes]]),
      );
    }),
  );
});

test('no bytes are mistaken for a certificate or a request, and none crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.notEqual(certificateRequestError(armored('CERTIFICATE REQUEST', bytes)), undefined);
      assert.notEqual(issuedCertificateError(armored('CERTIFICATE', bytes)), undefined);
    }),
  );
});

test('a text of a megabyte of openings is read in no time', () => {
  const text = '-----BEGIN CERTIFICATE REQUEST-----\n'.repeat(30_000);
  assert.equal(certificateRequestError(text), 'PEM block type must be CERTIFICATE REQUEST');
});
