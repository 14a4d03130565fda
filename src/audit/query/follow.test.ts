import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { follow } from './follow.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-follow-'));
after(() => rm(directory, { recursive: true }));

test('what is written is followed, whole lines at a time, over a rotation and where it was emptied', async () => {
  const path = join(directory, 'audit.log');
  await writeFile(path, 'old\n');
  const ending = new AbortController();
  const steps = [
    () => appendFile(path, 'a\nb'),
    () => appendFile(path, 'c\n'),
    async () => {
      await appendFile(path, 'last\n');
      await rename(path, `${path}.1`);
      await writeFile(path, 'first\n');
    },
    async () => {},
    () => truncate(path),
    () => appendFile(path, 'x\n'),
    async () => ending.abort(),
  ];
  const pause = async () => steps.shift()?.();
  const seen: string[] = [];
  for await (const lines of follow(path, 4, { pause, signal: ending.signal })) seen.push(...lines.map(String));
  assert.deepEqual(seen, ['a', 'bc', 'last', 'first', 'x']);
});
