import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './clock.ts';

test('a manual clock runs what falls due, in order, timers set on the way included', () => {
  const clock = new ManualClock(1000);
  const ran: string[] = [];
  clock.setTimeout(() => ran.push(`late ${clock.now()}`), 30);
  clock.setTimeout(() => {
    ran.push(`early ${clock.now()}`);
    clock.setTimeout(() => ran.push(`nested ${clock.now()}`), 5);
  }, 10);
  const cancel = clock.setTimeout(() => ran.push('cancelled'), 20);
  cancel();
  clock.advance(29);
  assert.deepEqual(ran, ['early 1010', 'nested 1015']);
  clock.advance(1);
  assert.deepEqual(ran, ['early 1010', 'nested 1015', 'late 1030']);
});
