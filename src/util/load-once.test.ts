import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadOnce } from './load-once.ts';

test('is loaded when it is first needed, and once', async () => {
  let loads = 0;
  const once = new LoadOnce(async () => ({ loads: ++loads }));
  assert.throws(() => once.get(), /not loaded/);
  assert.deepEqual(await once.load(), { loads: 1 });
  assert.deepEqual(await once.load(), { loads: 1 });
  assert.deepEqual(once.get(), { loads: 1 });
});

test('is tried again when it could not be loaded', async () => {
  let fails = true;
  const once = new LoadOnce(async () => {
    if (fails) throw new Error('no file');
    return 'there';
  });
  await assert.rejects(once.load(), /no file/);
  assert.throws(() => once.get(), /not loaded/);
  fails = false;
  assert.equal(await once.load(), 'there');
});
