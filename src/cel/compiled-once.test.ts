import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledOnce } from './compiled-once.ts';

function counting() {
  let steps = 0;
  const compiled = new CompiledOnce<{ text: string }, { made: string }>(function* ({ text }) {
    steps += 1;
    yield;
    return { made: text };
  });
  return { compiled, steps: () => steps };
}

test('what was prepared is not compiled again', async () => {
  const { compiled, steps } = counting();
  assert.equal(compiled.find({ text: 'a' }), undefined);
  const program = await compiled.prepare({ text: 'a' });
  assert.equal(compiled.find({ text: 'a' }), program);
  assert.equal(compiled.get({ text: 'a' }), program);
  assert.equal(steps(), 1);
});

test('what was not prepared is compiled at once', () => {
  const { compiled } = counting();
  assert.deepEqual(compiled.get({ text: 'b' }), { made: 'b' });
});

test('only the newest are kept, and many small ones do not push out a big one', async () => {
  const { compiled, steps } = counting();
  const big = { text: 'x'.repeat(300_000) };
  await compiled.prepare(big);
  for (let i = 0; i < 200; i += 1) await compiled.prepare({ text: String(i) });
  assert.ok(compiled.find(big));
  for (let i = 0; i < 256; i += 1) await compiled.prepare({ text: String(i) });
  assert.equal(compiled.find(big), undefined);
  assert.ok(compiled.find({ text: '255' }));
  assert.equal(steps(), 257, 'each once');
});

test('what several prepare at the same time counts once', async () => {
  const { compiled } = counting();
  const big = { text: 'x'.repeat(300_000) };
  await Promise.all(Array.from({ length: 20 }, () => compiled.prepare(big)));
  for (let i = 0; i < 200; i += 1) await compiled.prepare({ text: String(i) });
  assert.ok(compiled.find(big));
});
