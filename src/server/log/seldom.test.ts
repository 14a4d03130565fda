import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { seldom } from './seldom.ts';

test('each text is told once a minute', () => {
  const clock = new ManualClock();
  const told: string[] = [];
  const tell = seldom(clock, (text) => told.push(text));
  for (let second = 0; second <= 60; second++) {
    tell('a');
    if (second === 30) tell('b');
    clock.advance(1000);
  }
  assert.deepEqual(told, ['a', 'b', 'a']);
});
