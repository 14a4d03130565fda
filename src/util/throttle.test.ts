import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './clock.ts';
import { Throttle } from './throttle.ts';

test('a burst passes at once, and what the rate gives afterwards', () => {
  const clock = new ManualClock();
  const throttle = new Throttle(2, 3, clock);
  const passing = () => [0, 1, 2, 3].filter(() => throttle.tryTake()).length;
  assert.equal(passing(), 3);
  clock.advance(499);
  assert.equal(passing(), 0);
  clock.advance(501);
  assert.equal(passing(), 2);
  clock.advance(60_000);
  assert.equal(passing(), 3, 'a long pause gives no more than a burst');
});

test('who waits is told how long, behind all who wait already', () => {
  const clock = new ManualClock();
  const throttle = new Throttle(2, 1, clock);
  assert.deepEqual([throttle.take(), throttle.take(), throttle.take()], [0, 500, 1000]);
  assert.equal(throttle.tryTake(), false);
});
