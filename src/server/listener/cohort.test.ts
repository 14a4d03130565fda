import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Cohort } from './cohort.ts';

test('what comes in one turn begins together, in order, in the next', async () => {
  const cohort = new Cohort();
  const begun: string[] = [];
  cohort.join(() => begun.push('a'));
  await Promise.resolve();
  cohort.join(() => begun.push('b'));
  assert.deepEqual(begun, []);
  await turn();
  assert.deepEqual(begun, ['a', 'b']);
});

test('what comes while others begin has its own turn', async () => {
  const cohort = new Cohort();
  const begun: string[] = [];
  cohort.join(() => {
    begun.push('a');
    cohort.join(() => begun.push('b'));
  });
  await turn();
  assert.deepEqual(begun, ['a']);
  await turn();
  assert.deepEqual(begun, ['a', 'b']);
});

test('many begin in several turns, in order', async () => {
  const cohort = new Cohort();
  const begun: number[] = [];
  for (let i = 0; i < 150; i++) cohort.join(() => begun.push(i));
  const sizes: number[] = [];
  while (begun.length < 150) {
    const before = begun.length;
    await turn();
    sizes.push(begun.length - before);
  }
  assert.deepEqual(sizes, [64, 64, 22]);
  assert.deepEqual(
    begun,
    Array.from({ length: 150 }, (_, i) => i),
  );
});
