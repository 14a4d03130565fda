import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeats } from './repeats.ts';

test('tells which values of a list stood before', () => {
  assert.deepEqual(repeats(['a', 'b', 'a', '', 'a', '']), [false, false, true, false, true, true]);
});
