import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Lines } from './lines.ts';

test('those who stand in one line come one after the other, those of another line at the same time', async () => {
  const lines = new Lines();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await setImmediate();
    seen.push(`${name} ends`);
    return name;
  };
  const turns = [lines.stand('x', work('a')), lines.stand('x', work('b')), lines.stand('y', work('c'))];
  assert.deepEqual(await Promise.all(turns), ['a', 'b', 'c']);
  assert.deepEqual(seen, ['a begins', 'c begins', 'a ends', 'b begins', 'c ends', 'b ends']);
});

test('who fails does not keep the others from their turn', async () => {
  const lines = new Lines();
  const failing = lines.stand('x', () => Promise.reject(new Error('no')));
  const next = lines.stand('x', async () => 'done');
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'done');
});
