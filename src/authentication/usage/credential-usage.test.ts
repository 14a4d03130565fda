import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CredentialUsage } from './credential-usage.ts';

test('the last use of each credential, told once', () => {
  const usage = new CredentialUsage();
  usage.note('a', 1, '192.0.2.1');
  usage.note('b', 2, '192.0.2.2');
  usage.note('a', 3, '192.0.2.3');
  assert.deepEqual(
    [...usage.take()],
    [
      ['a', { at: 3, from: '192.0.2.3' }],
      ['b', { at: 2, from: '192.0.2.2' }],
    ],
  );
  assert.equal(usage.take().size, 0);
});

test('its memory is bounded, whatever tokens strangers come with', () => {
  const usage = new CredentialUsage();
  for (let i = 0; i < 30_000; i += 1) usage.note(`token ${i}`, i, '192.0.2.1');
  assert.equal(usage.take().size, 20_000);
});
