import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce, inTurns, pause, type Steps } from './pause.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Whether nobody had to wait in a turn that thirty short steps made long. */
async function shortSteps(): Promise<boolean> {
  await turn();
  const waits = Array.from({ length: 30 }, () => {
    busy(0.5);
    return pause();
  });
  return waits.every((wait) => wait === undefined);
}

test('many short steps do not wait, however long they make the turn together', async () => {
  // A busy machine may make any one step long; not one in each of so many rounds.
  for (let round = 0; round < 50; round++) if (await shortSteps()) return;
  assert.fail('somebody waited in every round');
});

test('what has been long waits until others had their turn', async () => {
  await turn();
  assert.equal(pause(), undefined);
  busy(15);
  const waited = pause();
  assert.ok(waited);
  let others = 0;
  setImmediate(() => others++);
  await waited;
  assert.equal(pause(), undefined, 'its next turn begins anew');
  await turn();
  assert.equal(others, 1);
});

test('those who wait go on one a turn, in their order', async () => {
  await turn();
  pause();
  let turns = 0;
  const count = () => {
    turns += 1;
    if (turns < 10) setImmediate(count);
  };
  setImmediate(count);
  const big = () => {
    busy(8);
    return pause()!.then(() => turns);
  };
  const resumedAt = await Promise.all([big(), big(), big()]);
  assert.equal(new Set(resumedAt).size, 3, `each in a turn of its own: ${resumedAt}`);
  assert.deepEqual(
    resumedAt,
    resumedAt.toSorted((a, b) => a - b),
  );
});

function* threeSteps(log: number[]): Steps<string> {
  for (const step of [1, 2, 3]) {
    log.push(step);
    busy(12);
    yield;
  }
  return 'done';
}

test('steps are taken at once, or with pauses between them', async () => {
  const log: number[] = [];
  assert.equal(atOnce(threeSteps(log)), 'done');
  await turn();
  pause();
  let others = 0;
  const count = () => {
    others += 1;
    if (others < 50) setImmediate(count);
  };
  setImmediate(count);
  assert.equal(await inTurns(threeSteps(log)), 'done');
  assert.deepEqual(log, [1, 2, 3, 1, 2, 3]);
  assert.ok(others >= 2, `${others} others had their turn`);
});
