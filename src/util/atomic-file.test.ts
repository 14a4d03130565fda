import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { writeFilesAtomically } from './atomic-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-atomic-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('replaces content and permissions, and leaves nothing else behind', async () => {
  const path = join(directory, 'secret');
  await writeFile(path, 'old');
  await chmod(path, 0o644);
  await writeFilesAtomically([{ path, data: 'new', mode: 0o600 }]);
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(directory), ['secret']);
});

test('a temporary file left by a crash does not lend its permissions', async () => {
  const path = join(directory, 'secret');
  await writeFile(`${path}.${process.pid}.tmp`, 'half', { mode: 0o666 });
  await writeFilesAtomically([{ path, data: 'new', mode: 0o600 }]);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('no file appears when one cannot be written', async () => {
  const files = [
    { path: join(directory, 'a'), data: 'a', mode: 0o600 },
    { path: join(directory, 'missing/b'), data: 'b', mode: 0o600 },
  ];
  await assert.rejects(writeFilesAtomically(files), { code: 'ENOENT' });
  assert.deepEqual(await readdir(directory), []);
});
