import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactly, hull, NOTHING, product, scaled, sum, UNBOUNDED, UNKNOWN, upTo } from './bounds.ts';

test('what is unknown stays unknown, and nothing exceeds it', () => {
  assert.deepEqual(sum(UNKNOWN, exactly(5)), { min: 5, max: UNBOUNDED });
  assert.deepEqual(product(UNKNOWN, UNKNOWN), UNKNOWN);
  assert.deepEqual(scaled(UNKNOWN, 2), UNKNOWN);
});

test('nothing times whatever is nothing', () => {
  assert.deepEqual(product(UNKNOWN, NOTHING), NOTHING);
});

test('parts of a unit are rounded up', () => {
  assert.deepEqual(scaled({ min: 1, max: 11 }, 0.1), { min: 1, max: 2 });
  assert.deepEqual(scaled(upTo(10), 0.1), upTo(1));
});

test('a hull holds all', () => {
  assert.deepEqual(hull(exactly(3), { min: 1, max: 2 }, exactly(7)), { min: 1, max: 7 });
});
