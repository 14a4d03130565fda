import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveSlab, SLAB, takeSlab } from './slabs.ts';

test('a slab is used again once it was given back, and not before', () => {
  const first = takeSlab();
  const second = takeSlab();
  assert.equal(first.length, SLAB);
  assert.notEqual(first, second);
  giveSlab(first);
  assert.equal(takeSlab(), first);
});

test('what is kept is bounded', () => {
  const many = Array.from({ length: 100 }, takeSlab);
  for (const slab of many) giveSlab(slab);
  const again = Array.from({ length: 100 }, takeSlab);
  const kept = again.filter((slab) => many.includes(slab)).length;
  assert.ok(kept > 0 && kept < 100, `${kept} were kept`);
});
