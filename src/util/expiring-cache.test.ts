import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpiringCache } from './expiring-cache.ts';

test('values are good until their time is over', () => {
  let now = 0;
  const cache = new ExpiringCache<string>(10, () => now);
  cache.set('a', '1', 5);
  cache.set('b', '2', 6);
  now = 4;
  assert.equal(cache.get('a'), '1');
  now = 5;
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.get('b'), '2');
  assert.equal(cache.size, 1);
});

test('setting again begins anew', () => {
  let now = 0;
  const cache = new ExpiringCache<string>(1, () => now);
  cache.set('a', '1', 5);
  now = 4;
  cache.set('a', '2', 5);
  now = 8;
  assert.equal(cache.get('a'), '2');
});

test('it never holds more than its capacity, and forgets what was not used for longest', () => {
  const cache = new ExpiringCache<number>(3, () => 0);
  for (const [i, key] of ['a', 'b', 'c'].entries()) cache.set(key, i, 1);
  cache.get('a');
  cache.set('d', 3, 1);
  assert.equal(cache.size, 3);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => cache.get(key)),
    [0, undefined, 2, 3],
  );
});
