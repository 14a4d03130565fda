import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenCache } from './token-cache.ts';

test('a value is there until its time', () => {
  const cache = new TokenCache<string>(2);
  cache.set('token', 'jane', 1000);
  assert.equal(cache.get('token', 999), 'jane');
  assert.equal(cache.get('token', 1000), undefined);
  assert.equal(cache.get('other', 0), undefined);
});

test('the one that was set first goes first', () => {
  const cache = new TokenCache<number>(2);
  for (const [token, value] of Object.entries({ a: 1, b: 2 })) cache.set(token, value, 1000);
  cache.set('a', 3, 1000);
  cache.set('c', 4, 1000);
  assert.deepEqual(
    ['a', 'b', 'c'].map((token) => cache.get(token, 0)),
    [3, undefined, 4],
  );
});
