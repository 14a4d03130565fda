/** Audit events reach where they are sent, whatever becomes of the server and of what takes them. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, authority, directory, until, verify, withReceiver } from '../support/audited.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { noRsyslog, Rsyslog } from '../support/rsyslog.ts';

test('the log: lines of JSON that only their owner reads; it follows logrotate', async () => {
  const plane = await ControlPlane.start({ flags: ['--audit-log-mode=blocking'] });
  after(plane.stop);
  const path = join(plane.dataDir, 'audit', 'audit.log');
  const read = async (file: string) =>
    (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  await plane.kubectl('create namespace audited');
  const made = (await read(path)).find(
    ({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'namespaces',
  );
  assert.equal(made.responseStatus.code, 201);
  await rename(path, `${path}.1`);
  await sleep(1100);
  await plane.kubectl('get namespace audited');
  assert.ok((await read(path)).some(({ verb, objectRef }) => verb === 'get' && objectRef?.name === 'audited'));
});

test('each backend has a policy of its own, that changes while the server runs', async () => {
  const policyFile = async (name: string, level: string) => {
    const path = join(directory, name);
    const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'] };
    const resources = [{ group: '', resources: ['namespaces'] }];
    await writeFile(path, JSON.stringify({ ...policy, rules: [{ level, verbs: ['create'], resources }] }));
    return path;
  };
  const { receiver, plane } = await withReceiver([
    '--audit-log-mode=blocking',
    '--audit-policy-file',
    await policyFile('log.yaml', 'Metadata'),
    '--audit-webhook-policy-file',
    await policyFile('webhook.yaml', 'Request'),
  ]);
  const made = (name: string) => (event: any) => event.verb === 'create' && event.objectRef.name === name;
  const logged = async (name: string) => {
    const lines = (await readFile(join(plane.dataDir, 'audit', 'audit.log'), 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line)).filter(made(name));
  };
  await plane.kubectl('create namespace first');
  await until(() => receiver.events.some(made('first')));
  assert.deepEqual(
    [...(await logged('first')), ...receiver.events.filter(made('first'))].map((event) => [
      event.level,
      event.requestObject?.metadata.name,
      event.responseObject,
    ]),
    [
      ['Metadata', undefined, undefined],
      ['Request', 'first', undefined],
    ],
  );
  await policyFile('webhook.yaml', 'None');
  await until(() => /audit policy has changed/.test(plane.process.stderr + plane.process.stdout));
  await plane.kubectl('create namespace second');
  await policyFile('webhook.yaml', 'Loud');
  await until(() => /the audit policy cannot be used/.test(plane.process.stderr + plane.process.stdout));
  const reloads = /^allium_audit_policy_reloads_total\{status="(\w+)"\} 1$/gm;
  const counted = [...(await plane.ask('/metrics')).text.matchAll(reloads)].map(([, status]) => status);
  assert.deepEqual(counted, ['success', 'failure']);
  assert.equal((await logged('second')).length, 1);
  assert.deepEqual(receiver.events.filter(made('second')), []);
});

/** A control plane that sends to a syslog server, by a client certificate. */
async function syslogPlane(port: number): Promise<ControlPlane> {
  const { certificate, privateKey } = authority.client('allium', []);
  const folder = await mkdtemp(join(directory, 'syslog-'));
  const file = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const plane = await ControlPlane.start({
    flags: [
      `--audit-syslog-server=127.0.0.1:${port}`,
      `--audit-syslog-ca-file=${authority.file}`,
      `--audit-syslog-cert-file=${await file('syslog.crt', certificate)}`,
      `--audit-syslog-key-file=${await file('syslog.key', privateKey)}`,
      '--audit-syslog-app-name=allium-test',
      '--audit-syslog-mode=blocking',
    ],
  });
  after(plane.stop);
  return plane;
}

async function startRsyslog(name: string): Promise<Rsyslog> {
  const rsyslog = await Rsyslog.make(join(directory, name), authority);
  await rsyslog.up();
  after(rsyslog.down);
  return rsyslog;
}

/** How many of the requests that a test made have arrived. */
async function arrived(rsyslog: Rsyslog): Promise<number> {
  return new Set((await rsyslog.taken()).flatMap((line) => /version\?n=\d+/.exec(line) ?? [])).size;
}

/** The last record says that it is the last; rsyslog may still be writing it. */
async function whole(rsyslog: Rsyslog): Promise<string[]> {
  await until(async () => (await rsyslog.taken()).at(-1)!.includes(' stop sent'));
  return rsyslog.taken();
}

const title = 'syslog: a real rsyslog takes every event over TLS, by a client certificate';
test(noRsyslog ? `${title} (skipped: ${noRsyslog})` : title, { skip: noRsyslog }, async () => {
  const rsyslog = await startRsyslog('well');
  const plane = await syslogPlane(rsyslog.port);
  assert.equal(await ask(plane, '/version', 100), 100);
  await until(async () => (await arrived(rsyslog)) === 100);
  assert.match(
    (await rsyslog.taken())[0]!,
    /^110 allium-test audit \d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00) ?\{"kind":"Event"/,
  );
  await rsyslog.down();
  for (let n = 100; n < 200; n++) await plane.ask(`/version?n=${n}`);
  await plane.kill();
  await rsyslog.up();
  await plane.up();
  await until(async () => (await arrived(rsyslog)) === 200);
  await plane.down();
  const archive = await whole(rsyslog);
  await prints(verify(plane, archive, '--from-first'), { stdout: /^intact: .*\n.*closed and signed/ });
  // One that was not sent again: of the others a copy is left.
  const once = archive.findIndex((line, at) => at > 0 && archive.indexOf(line) === archive.lastIndexOf(line));
  const shorter = archive.toSpliced(once, 1);
  assert.match((await verify(plane, shorter)).stdout, /missing: record \d+ is missing before it/);
});

const cutTitle = 'syslog: what was under way when a connection broke is sent again, and is counted once';
test(noRsyslog ? `${cutTitle} (skipped: ${noRsyslog})` : cutTitle, { skip: noRsyslog }, async () => {
  const rsyslog = await startRsyslog('cut');
  let cuts = 0;
  let bytes = 0;
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: rsyslog.port, host: '127.0.0.1', allowHalfOpen: true });
    let isBroken = false;
    const cut = () => {
      client.resetAndDestroy();
      server.destroy();
    };
    client.on('data', (data) => {
      bytes += data.length;
      if (cuts >= 4 || bytes < 20_000 * (cuts + 1)) return void server.write(data);
      cuts += 1;
      isBroken = true;
      // Some of it arrives: a part of a message, and of a TLS record.
      server.end(data.subarray(0, data.length / 2), cut);
    });
    server.on('data', (data) => client.write(data));
    client.on('end', () => server.end());
    // What breaks does not say good-bye, though the server does, of which the test takes leave in the middle.
    server.on('end', () => isBroken || client.end());
    for (const socket of [client, server]) socket.on('error', cut);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  after(() => proxy.close());
  const plane = await syslogPlane((proxy.address() as AddressInfo).port);
  assert.equal(await ask(plane, '/version', 200), 200);
  await until(async () => (await arrived(rsyslog)) === 200);
  assert.equal(cuts, 4);
  await plane.down();
  const archive = await whole(rsyslog);
  await prints(verify(plane, archive, '--from-first'), { stdout: /^intact: / });
});
