import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JoinedBuffers, wholeBody } from './body-pieces.ts';

const buffers = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));

test('buffers are read in their order, however much room there is', () => {
  fc.assert(
    fc.property(buffers, fc.integer({ min: 2, max: 50 }), (parts, room) => {
      const body = new JoinedBuffers(parts);
      const target = Buffer.alloc(room);
      const read: Buffer[] = [];
      for (let size = body.read(target); size > 0; size = body.read(target))
        read.push(Buffer.from(target.subarray(0, size)));
      assert.deepEqual(Buffer.concat(read), Buffer.concat(parts));
      assert.equal(body.length, Buffer.concat(parts).length);
    }),
  );
});

test('a whole body is the bytes themselves, or all pieces', () => {
  const bytes = Buffer.from('abc');
  assert.equal(wholeBody(bytes), bytes);
  assert.deepEqual(wholeBody(new JoinedBuffers([bytes, Buffer.alloc(0), bytes])), Buffer.from('abcabc'));
});
