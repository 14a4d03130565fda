import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Seldom } from './seldom.ts';

test('a key is due once a minute, and only so many keys are', () => {
  let now = 0;
  const seldom = new Seldom(() => now);
  assert.deepEqual([seldom.isDue('a'), seldom.isDue('a'), seldom.isDue('b')], [true, false, true]);
  const due = Array.from({ length: 1000 }, (_, i) => seldom.isDue(`key ${i}`)).filter(Boolean).length;
  assert.equal(due, 98);
  now += 60_000;
  assert.equal(seldom.isDue('a'), true);
});
