/** Starting, stopping, being killed, and coming back. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane, LAUNCHER, launch } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { configMap } from '../support/manifests.ts';
import { run } from '../support/run.ts';

const plane = await ControlPlane.start();
after(plane.stop);
await plane.namespace('kept');
const collection = '/api/v1/namespaces/kept/configmaps';

function create(name: string, on = plane) {
  return on.ask(collection, { method: 'POST', body: configMap(name, { a: '1' }) });
}

/** A request that the server has begun to read and cannot finish yet. */
async function slowCreate(name: string, on: ControlPlane) {
  const body = JSON.stringify(configMap(name, { a: '1' }));
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const sent = request(on.url + collection, { ...on.credentials, method: 'POST', headers, agent: false });
  sent.flushHeaders();
  const [socket] = await once(sent, 'socket');
  await once(socket, 'secureConnect');
  sent.write(body.slice(0, 10));
  return {
    async finish(): Promise<number> {
      sent.end(body.slice(10));
      const [answer] = await once(sent, 'response');
      answer.resume();
      return answer.statusCode;
    },
  };
}

test('SIGTERM: not ready at once, still serving; watches end, requests finish, all is kept', async (t) => {
  const leaving = await ControlPlane.start({ flags: ['--shutdown-delay-duration', '3s'] });
  t.after(leaving.stop);
  await leaving.namespace('kept');
  assert.equal((await create('before', leaving)).status, 201);
  const watch = request(`${leaving.url}${collection}?watch=true`, { ...leaving.credentials, agent: false }).end();
  const [events] = await once(watch, 'response');
  let seen = '';
  events.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  const watchEnded = once(events, 'end');
  const slow = await slowCreate('during', leaving);
  const stopping = leaving.process.signal('SIGTERM');
  await eventually(async () => {
    const { status, text } = await leaving.ask('/readyz');
    assert.equal(status, 500);
    assert.match(text, /\[-\]shutdown failed: reason withheld\n/);
  });
  assert.equal((await leaving.ask('/livez')).status, 200);
  assert.equal((await create('late', leaving)).status, 201);
  assert.equal(await slow.finish(), 201);
  await watchEnded;
  assert.match(seen, /"name":"before"(.*\n)*.*"name":"late"/);
  const { code, stderr } = await stopping;
  assert.equal(code, 0, stderr);
  await leaving.up();
  for (const name of ['before', 'late', 'during']) {
    assert.equal((await leaving.ask(`${collection}/${name}`)).status, 200, name);
  }
  await leaving.kill();
});

/** @returns the status; undefined: it does not listen yet */
async function askHealth(port: number): Promise<number | undefined> {
  const sent = request({ port, path: '/livez', rejectUnauthorized: false, agent: false }).end();
  try {
    const [answer] = await once(sent, 'response');
    answer.resume();
    return answer.statusCode;
  } catch {
    return undefined;
  }
}

test('from the first moment of a cluster, nobody who asks for its health is refused', async (t) => {
  const held = createServer().listen(0, '127.0.0.1');
  await once(held, 'listening');
  const { port } = held.address() as AddressInfo;
  held.close();
  const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
  const first = launch(['--data-dir', directory, '--port', `${port}`]);
  t.after(async () => {
    await first.signal('SIGTERM');
    await rm(directory, { recursive: true });
  });
  const seen = new Set<number | undefined>();
  while (first.isAlive && !/Ready in/.test(first.stdout)) seen.add(await askHealth(port));
  assert.deepEqual([...seen], [undefined, 200]);
});

test('a second signal ends it at once', async (t) => {
  // The delay leaves time for the second signal, however fast it stops otherwise.
  const lingering = await ControlPlane.start({ flags: ['--in-memory', '--shutdown-delay-duration=1m'] });
  t.after(lingering.stop);
  const stopping = lingering.process.signal('SIGTERM');
  await lingering.process.says(/SIGTERM: finishing requests and stopping/, 'stderr');
  lingering.process.child.kill('SIGTERM');
  const { code } = await stopping;
  assert.equal(code, 130);
});

test('kill -9 loses nothing that was acknowledged', async () => {
  const acknowledged: string[] = [];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let number = 0; ; number++) {
      const name = `w${writer}-${number}`;
      const answer = await create(name).catch(() => undefined);
      if (answer?.status !== 201) return;
      acknowledged.push(name);
    }
  });
  await eventually(() => assert.ok(acknowledged.length > 50));
  await plane.kill();
  await Promise.all(writers);
  await plane.up();
  const { items } = JSON.parse((await plane.ask(collection)).text);
  const names = new Set(items.map(({ metadata }: any) => metadata.name));
  assert.deepEqual(
    acknowledged.filter((name) => !names.has(name)),
    [],
  );
});

test('address and credentials stay over restarts', async () => {
  const { url, credentials } = plane;
  await plane.restart();
  assert.equal(plane.url, url);
  assert.deepEqual(plane.credentials, credentials);
});

test('keys and objects are for their owner alone', async () => {
  const modes = await Promise.all(
    [plane.dataDir, plane.kubeconfig, `${plane.dataDir}/state.db`].map(async (path) => (await stat(path)).mode & 0o777),
  );
  assert.deepEqual(modes, [0o700, 0o600, 0o600]);
});

test('a data dir in use', async () => {
  const second = launch(['--data-dir', plane.dataDir, '--port', '0']);
  await prints(second.ended(), {
    code: 1,
    stdout: '',
    stderr: new RegExp(
      `^error: .*state.db is in use by another process \\(pid ${plane.process.child.pid}\\). Stop it, or use another data directory.\\n$`,
    ),
  });
  assert.equal((await plane.ask('/readyz')).status, 200);
});

test('a port in use', async () => {
  const { port } = new URL(plane.url);
  const second = launch(['--in-memory', '--data-dir', `${plane.directory}/second`, '--port', port]);
  await prints(second.ended(), {
    code: 1,
    stdout: '',
    stderr: `error: 127.0.0.1:${port} is in use. Stop the program that uses it, or choose another with --port (0: any free one).\n`,
  });
});

test('usage', async () => {
  const allium = (...args: string[]) =>
    run(process.execPath, [LAUNCHER, ...args], { env: { PATH: process.env.PATH! } });
  await prints(allium('up', '--help'), { stdout: /^Usage: allium up \[options\]\n(.*\n)* {2}--data-dir <.*>/ });
  await prints(allium('up', '--colour', 'red'), { code: 2, stderr: /^error: unknown option '--colour'/ });
  await prints(allium('up', '--port', 'x'), { code: 2, stderr: /^error: --port/ });
  await prints(allium('version'), { stdout: /^Allium \d+\.\d+\.\d+\nKubernetes API v1\.36 / });
});
