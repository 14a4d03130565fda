import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedCache } from './bounded-cache.ts';

test('the newest are remembered, the oldest made again', () => {
  const cache = new BoundedCache<string>(2);
  const made: string[] = [];
  const make = (key: string) => {
    made.push(key);
    return key.toUpperCase();
  };
  assert.deepEqual(
    ['a', 'a', 'b', 'c', 'b', 'a'].map((key) => cache.get(key, make)),
    ['A', 'A', 'B', 'C', 'B', 'A'],
  );
  assert.deepEqual(made, ['a', 'b', 'c', 'a']);
});
