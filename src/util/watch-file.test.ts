import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from './clock.ts';
import { watchFile } from './watch-file.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Timers that are waited for: `advance` resolves when the look that it caused is over. */
class LookClock extends ManualClock {
  #scheduled = Promise.withResolvers<void>();

  override setTimeout(callback: () => void, milliseconds: number): () => void {
    this.#scheduled.resolve();
    return super.setTimeout(callback, milliseconds);
  }

  async look(milliseconds = SECOND): Promise<void> {
    this.#scheduled = Promise.withResolvers();
    this.advance(milliseconds);
    await this.#scheduled.promise;
  }
}

async function open(t: TestContext, onChange?: (content: string) => void) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-watch-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'file');
  await writeFile(path, 'one');
  const clock = new LookClock();
  const told: string[] = [];
  const watch = watchFile(path, Buffer.from('one'), {
    clock,
    onChange: (content) => {
      told.push(content.toString());
      onChange?.(content.toString());
    },
    onError: (error) => told.push((error as NodeJS.ErrnoException).code ?? String(error)),
  });
  t.after(() => watch.stop());
  return { directory, path, clock, told, watch };
}

test('tells each new content once', async (t) => {
  const { path, clock, told } = await open(t);
  await clock.look();
  await writeFile(path, 'two');
  await clock.look();
  await clock.look();
  await writeFile(path, 'six');
  await clock.look();
  assert.deepEqual(told, ['two', 'six']);
});

test('does not tell a content that is written again', async (t) => {
  const { path, clock, told } = await open(t);
  await clock.look();
  await writeFile(path, 'one');
  await clock.look();
  assert.deepEqual(told, []);
});

test('sees a file that is renamed over it', async (t) => {
  const { path, clock, told } = await open(t);
  await writeFile(`${path}.new`, 'two');
  await rename(`${path}.new`, path);
  await clock.look();
  assert.deepEqual(told, ['two']);
});

test('sees a symbolic link of a folder that is turned', async (t) => {
  const { directory, clock, told, watch } = await open(t);
  watch.stop();
  for (const folder of ['a', 'b']) {
    await mkdir(join(directory, folder));
    await writeFile(join(directory, folder, 'file'), folder);
  }
  const link = join(directory, 'current');
  await symlink('a', link);
  const linked = watchFile(join(link, 'file'), Buffer.from('a'), {
    clock,
    onChange: (content) => void told.push(content.toString()),
    onError: (error) => told.push(String(error)),
  });
  t.after(() => linked.stop());
  await clock.look();
  await symlink('b', `${link}.new`);
  await rename(`${link}.new`, link);
  await clock.look();
  assert.deepEqual(told, ['b']);
});

test('tells once that it is gone, and its content when it is back', async (t) => {
  const { path, clock, told } = await open(t);
  await rm(path);
  await clock.look();
  await clock.look();
  await writeFile(path, 'two');
  await clock.look();
  assert.deepEqual(told, ['ENOENT', 'two']);
});

test('tells a content that was not taken again after a minute', async (t) => {
  let isReady = false;
  const { path, clock, told } = await open(t, () => {
    if (!isReady) throw new Error('not now');
  });
  await writeFile(path, 'two');
  await clock.look();
  isReady = true;
  for (let seconds = 1; seconds < 60; seconds++) await clock.look();
  assert.deepEqual(told, ['two', 'Error: not now']);
  await clock.look();
  assert.deepEqual(told, ['two', 'Error: not now', 'two']);
});

test('tells another content at once, though the one before was not taken', async (t) => {
  const { path, clock, told } = await open(t, (content) => {
    if (content === 'two') throw new Error('no');
  });
  await writeFile(path, 'two');
  await clock.look();
  await writeFile(path, 'three');
  await clock.look();
  await writeFile(path, 'two');
  await clock.look();
  assert.deepEqual(told, ['two', 'Error: no', 'three', 'two', 'Error: no']);
});

test('tells nothing after it was stopped', async (t) => {
  const { path, clock, told, watch } = await open(t);
  await writeFile(path, 'two');
  watch.stop();
  clock.advance(MINUTE);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(told, []);
});
