/** From the command to a server that is ready, and the memory it then holds: against a Node process that does nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedStorage } from '../../src/storage/embedded/embedded.ts';
import { adminCredentials } from '../lib/credentials.ts';
import { inTemporaryDirectory } from '../lib/directory.ts';
import { configMap } from '../lib/objects.ts';
import type { Suite } from '../lib/report.ts';
import { medians } from '../lib/statistics.ts';
import { count, mebibytes, milliseconds } from '../lib/table.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const URL_SHOWN = /https:\/\/127\.0\.0\.1:(\d+)/;
const RESIDENT = /^process_resident_memory_bytes (\S+)$/m;
const BARE = 'process.stdout.write(String(process.memoryUsage.rss()))';
const WRITERS = 500;

export interface Started extends Record<string, number> {
  readonly readyMilliseconds: number;
  readonly residentBytes: number;
}

/** As npm installs it: without sources, whose newest the launcher of a checkout looks for. */
export async function install(directory: string): Promise<string> {
  await mkdir(directory);
  for (const name of ['bin', 'dist', 'package.json']) {
    await cp(join(ROOT, name), join(directory, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'bin', 'allium');
}

async function get(dataDir: string, port: number, path: string): Promise<string> {
  const { authority: ca, certificate: cert, privateKey: key } = await adminCredentials(dataDir);
  const agent = new Agent({ ca, cert, key });
  const [response] = await once(request({ host: '127.0.0.1', port, path, agent }).end(), 'response');
  const body = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200) throw new Error(`${path}: ${body}`);
  return body;
}

export async function alliumUp(
  command: string,
  dataDir: string,
  idleMilliseconds: number,
  cache: string,
): Promise<Started> {
  const started = performance.now();
  const child = spawn(process.execPath, [command, 'up', '--data-dir', dataDir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });
  const ended = once(child, 'exit');
  let shown = '';
  for await (const chunk of child.stdout) {
    shown += chunk;
    if (URL_SHOWN.test(shown)) break;
  }
  const port = Number(URL_SHOWN.exec(shown)?.[1]);
  if (!port) throw new Error(`allium up did not get ready; its exit code is ${(await ended)[0]}`);
  await get(dataDir, port, '/readyz');
  const readyMilliseconds = performance.now() - started;
  await setTimeout(idleMilliseconds);
  const residentBytes = Number(RESIDENT.exec(await get(dataDir, port, '/metrics'))![1]);
  child.kill();
  await ended;
  return { readyMilliseconds, residentBytes };
}

async function bareNode(): Promise<Started> {
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const resident = Buffer.concat(await child.stdout.toArray()).toString();
  return { readyMilliseconds: performance.now() - started, residentBytes: Number(resident) };
}

/** Written straight into the store, as the server would have stored them: each by a commit of its own. */
async function fill(dataDir: string, objects: number): Promise<void> {
  await mkdir(dataDir);
  const storage = await openEmbeddedStorage({ directory: dataDir });
  let next = 0;
  const writer = async () => {
    while (next < objects) {
      const name = `object-${next++}`;
      await storage.commit([{ type: 'put', key: keyOf(name), value: storedConfigMap(name) }]);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await storage.close();
}

const keyOf = (name: string) => `/registry/configmaps/default/${name}`;

function storedConfigMap(name: string): Buffer {
  const { data } = JSON.parse(configMap(name));
  const uid = '00000000-0000-4000-8000-000000000000';
  const metadata = { name, namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z' };
  return Buffer.from(JSON.stringify({ kind: 'ConfigMap', apiVersion: 'v1', metadata, data }));
}

async function repeat<T extends Started>(rounds: number, work: (round: number) => Promise<T>): Promise<T> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round++) results.push(await work(round));
  return medians(results);
}

const HEADER = ['data dir', 'ready after', 'resident'];

export const startup: Suite = (run) =>
  inTemporaryDirectory(async (directory) => {
    const rounds = run.quick ? 1 : 5;
    const idle = run.quick ? 500 : 3000;
    const objects = run.quick ? 5000 : 100_000;
    const command = await install(join(directory, 'package'));
    const cache = join(directory, 'cache');
    const full = join(directory, 'full');
    run.progress('filling a data dir');
    await fill(full, objects);
    run.progress('starting and stopping');
    const start = (dataDir: string, idleMilliseconds: number) => alliumUp(command, dataDir, idleMilliseconds, cache);
    const found = {
      'bare Node, nothing loaded': await repeat(rounds, bareNode),
      'empty, the very first start': await start(join(directory, 'first'), idle),
      empty: await repeat(rounds, (round) => start(join(directory, `empty-${round}`), idle)),
      [`${count(objects)} objects`]: await repeat(rounds, () => start(full, idle)),
    };
    const rows = Object.entries(found).map(([name, { readyMilliseconds, residentBytes }]) => [
      name,
      milliseconds(readyMilliseconds),
      mebibytes(residentBytes),
    ]);
    const records = Object.entries(found).map(([name, figures]) => ({ name, ...figures }));
    return [{ title: 'Start and memory', header: HEADER, rows, records }];
  });
