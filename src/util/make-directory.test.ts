import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makePrivateDirectory } from './make-directory.ts';

const directory = mkdtempSync(join(tmpdir(), 'allium-directory-'));
after(() => rmSync(directory, { recursive: true }));

test('makes what is missing, and nobody else may enter it', () => {
  const path = join(directory, 'a', 'b');
  makePrivateDirectory(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(statSync(join(directory, 'a')).mode & 0o777, 0o700);
  makePrivateDirectory(path);
});

test('a file in the way is an error', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  assert.throws(() => makePrivateDirectory(join(file, 'a')), { code: 'ENOTDIR' });
});

test('where no folder can be made, it says so instead of trying for ever', {
  skip: !existsSync('/proc/self') && 'no /proc on this system',
}, () => {
  assert.throws(() => makePrivateDirectory('/proc/allium/data'), { syscall: 'mkdir' });
});
