import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SLAB, slabsOf } from './slabs.ts';

const sizes = fc.array(fc.oneof(fc.nat(2000), fc.constantFrom(SLAB - 1, SLAB, SLAB + 1, 2 * SLAB + 7)), {
  maxLength: 12,
});

test('slabs are the same bytes in the same order, none empty, none over the limit', () => {
  fc.assert(
    fc.property(sizes, (lengths) => {
      const pieces = lengths.map((length, index) => Buffer.alloc(length, index + 1));
      const slabs = [...slabsOf(pieces)];
      assert.ok(Buffer.concat(slabs).equals(Buffer.concat(pieces)));
      for (const slab of slabs) assert.ok(slab.length > 0 && slab.length <= SLAB);
    }),
    { numRuns: 100 },
  );
});

test('many small pieces become few slabs', () => {
  const pieces = Array.from({ length: 10_000 }, () => Buffer.alloc(1024));
  assert.equal([...slabsOf(pieces)].length, 40);
});
