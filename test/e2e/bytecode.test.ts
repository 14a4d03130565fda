/** What earlier runs have compiled: used when it is whole, made when it is not, and never needed. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAUNCHER } from '../support/control-plane.ts';
import { run } from '../support/run.ts';

const home = await mkdtemp(join(tmpdir(), 'allium-bytecode-'));
after(() => rm(home, { recursive: true }));
const kept = join(home, 'allium', 'bytecode');

async function version(cache = home): Promise<void> {
  const env = { PATH: process.env.PATH!, XDG_CACHE_HOME: cache };
  const { code, stdout, stderr } = await run(process.execPath, [LAUNCHER, 'version'], { env });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^Allium \d/);
}

const only = async () => {
  const names = await readdir(kept);
  assert.equal(names.length, 1, names.join());
  return join(kept, names[0]!);
};

test('a run leaves bytecode where nobody else can write', async () => {
  await version();
  assert.equal((await stat(kept)).mode & 0o777, 0o700);
  assert.equal((await stat(await only())).mode & 0o777, 0o600);
});

test('the next run takes it as it is', async () => {
  const { ino, mtimeMs } = await stat(await only());
  await version();
  const after = await stat(await only());
  assert.deepEqual([after.ino, after.mtimeMs], [ino, mtimeMs]);
});

for (const [what, damage] of [
  ['cut short', (file: string) => truncate(file, 1000)],
  ['empty', (file: string) => truncate(file, 0)],
  ['of other bytes', (file: string, whole: Buffer) => writeFile(file, whole.fill(7, whole.length >> 1))],
] as const) {
  test(`bytecode that is ${what} is not run, but made anew`, async () => {
    const file = await only();
    const whole = await readFile(file);
    const { length } = whole;
    await damage(file, whole);
    const damaged = await readFile(file);
    await version();
    const mended = await readFile(await only());
    assert.ok(mended.length > length / 2 && !mended.equals(damaged));
  });
}

for (const [what, shared] of [
  ['in a directory that others can write to', kept],
  ['below one', join(home, 'allium')],
] as const) {
  test(`bytecode ${what} is not made, and so not run`, async () => {
    await rm(await only());
    await chmod(shared, 0o777);
    await version();
    assert.deepEqual(await readdir(kept), []);
    await chmod(shared, 0o700);
    await version();
    await only();
  });
}

test('where none can be kept, the program runs without', () => version('/dev/null'));
