/** Stores that cannot be used: what is said, and that nothing is lost. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { configMap } from '../support/manifests.ts';

const root = await mkdtemp(join(tmpdir(), 'allium-e2e-store-'));
after(() => rm(root, { recursive: true, force: true }));

async function dataDir(name: string): Promise<{ directory: string; file: string }> {
  const directory = join(root, name);
  await mkdir(directory, { mode: 0o700 });
  return { directory, file: join(directory, 'state.db') };
}

/** A store as a control plane leaves it. */
async function usedDataDir(name: string) {
  const found = await dataDir(name);
  const plane = await ControlPlane.start({ dataDir: found.directory });
  await plane.namespace('kept');
  await plane.stop();
  return found;
}

describe('a store that is refused is left as it is', { concurrency: true }, () => {
  test('of a newer format', async () => {
    const { directory, file } = await usedDataDir('newer');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = await readFile(file);
    await prints(launch(['--data-dir', directory, '--port', '0']).ended(), {
      code: 1,
      stdout: '',
      stderr:
        /^error: .*state.db has format 99, this release reads up to \d+. It was left as it is: use the newer Allium that wrote it.\n$/,
    });
    assert.deepEqual(await readFile(file), before);
  });

  test('not a store at all', async () => {
    const { directory, file } = await dataDir('other');
    await writeFile(file, 'a letter to a friend'.repeat(500));
    const before = await readFile(file);
    await prints(launch(['--data-dir', directory, '--port', '0']).ended(), {
      code: 1,
      stdout: '',
      stderr:
        /^error: .*state.db: file is not a database. .* left as it is. Restore it from a backup, or move it away to start empty.\n$/,
    });
    assert.deepEqual(await readFile(file), before);
  });

  test('damaged inside', async () => {
    const { directory, file } = await usedDataDir('damaged');
    const bytes = await readFile(file);
    bytes.fill(0xff, 4096, bytes.length);
    await writeFile(file, bytes);
    await prints(launch(['--data-dir', directory, '--port', '0']).ended(), {
      code: 1,
      stdout: '',
      stderr:
        /^error: .*state.db: .*(malformed|corrupt).* left as it is. Restore it from a backup, or move it away to start empty.\n$/,
    });
    assert.deepEqual(await readFile(file), bytes);
  });

  test('unreadable', { skip: process.getuid?.() === 0 && 'root reads everything' }, async () => {
    const { directory, file } = await usedDataDir('unreadable');
    await chmod(file, 0o000);
    await prints(launch(['--data-dir', directory, '--port', '0']).ended(), { code: 1, stderr: /permission/i });
  });
});

/** A file system of its own, this large. @returns whether that is possible here */
function mountSmall(directory: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=700', 'tmpfs', directory]).status === 0;
}

test('a full disk: writes are refused with a Status, reads go on, nothing is lost', async (t) => {
  const { directory } = await dataDir('full');
  if (!mountSmall(directory)) return t.skip('this user may not mount a small file system');
  t.after(() => spawnSync('umount', ['-l', directory]));
  const plane = await ControlPlane.start({ dataDir: directory });
  t.after(plane.stop);
  await plane.namespace('crowded');
  const collection = '/api/v1/namespaces/crowded/configmaps';
  const create = (name: string) =>
    plane.ask(collection, { method: 'POST', body: configMap(name, { filler: 'x'.repeat(300_000) + name }) });
  const kept: string[] = [];
  let refused = await create('c0');
  while (refused.status === 201 && kept.length < 50) {
    kept.push(JSON.parse(refused.text).metadata.name);
    refused = await create(`c${kept.length}`);
  }
  const { kind, message, status } = JSON.parse(refused.text);
  assert.deepEqual([kind, status], ['Status', 'Failure']);
  assert.ok(refused.status >= 500, refused.text);
  assert.match(message, /space|full/);
  const names = async () =>
    JSON.parse((await plane.ask(collection)).text).items.map(({ metadata }: any) => metadata.name);
  const mine = (all: string[]) => all.filter((name) => name.startsWith('c')).sort();
  assert.deepEqual(mine(await names()), kept.sort());
  assert.equal((await plane.ask('/livez')).status, 200);

  spawnSync('mount', ['-o', 'remount,size=64m', directory]);
  assert.equal((await create('c-after')).status, 201, 'it writes again once there is space');
  await plane.restart();
  assert.deepEqual(mine(await names()), [...kept, 'c-after'].sort());
});
