import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignedToken } from './signed-token.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const token = (expiresAt: number) => ({ expiresAt }) as SignedToken;

test('the least recently used goes first', () => {
  const tokens = new VerifiedTokens(2);
  for (const digest of ['a', 'b']) tokens.add(digest, token(10));
  tokens.get('a', 0);
  tokens.add('c', token(10));
  assert.deepEqual(
    ['a', 'b', 'c'].map((digest) => tokens.get(digest, 0) !== undefined),
    [true, false, true],
  );
});

test('what has expired is forgotten', () => {
  const tokens = new VerifiedTokens(2);
  tokens.add('a', token(10));
  assert.ok(tokens.get('a', 10));
  assert.equal(tokens.get('a', 11), undefined);
  assert.equal(tokens.size, 0);
});
