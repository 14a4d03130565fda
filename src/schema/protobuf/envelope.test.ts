import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openEnvelope } from './envelope.ts';
import { bytes, envelope, integer } from './testing/wire-writer.ts';
import { WireError } from './wire.ts';

const MAGIC = Buffer.from('k8s\0');

describe('openEnvelope', () => {
  it('tells the kind and hands out the message', () => {
    const opened = openEnvelope(envelope('apps/v1', 'Deployment', Buffer.from('message')));
    assert.deepEqual(opened, { apiVersion: 'apps/v1', kind: 'Deployment', raw: Buffer.from('message') });
  });

  it('leaves to the path what it does not say', () => {
    const opened = openEnvelope(Buffer.concat([MAGIC, bytes(3, 'identity'), bytes(4, 'application/json')]));
    assert.deepEqual(opened, { apiVersion: '', kind: '', raw: Buffer.alloc(0) });
  });

  const expected = 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]';
  const refused: [what: string, body: Buffer, message: string][] = [
    ['an empty body', Buffer.alloc(0), 'empty data'],
    ['a body that breaks off in the magic', MAGIC.subarray(0, 3), expected],
    ['JSON', Buffer.from('{"kind":"Pod"}'), expected],
    ['the magic alone', MAGIC, 'empty body'],
    ['a kind that is a number', Buffer.concat([MAGIC, integer(1, 5)]), 'proto: wrong wireType = varint for field 1'],
    [
      'a kind that is no text',
      Buffer.concat([MAGIC, bytes(1, bytes(2, Buffer.from([0xff])))]),
      'string field contains invalid UTF-8',
    ],
  ];
  for (const [what, body, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => openEnvelope(body), new WireError(message)));
  }
});
