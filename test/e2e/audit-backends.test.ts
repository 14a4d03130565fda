/** Audit events reach where they are sent, whatever becomes of the server and of what takes them. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditReceiver } from '../support/audit-receiver.ts';
import { ClientAuthority } from '../support/client-authority.ts';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { noRsyslog, Rsyslog } from '../support/rsyslog.ts';
import { run } from '../support/run.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-audit-'));
after(() => rm(directory, { recursive: true, force: true }));
const authority = await ClientAuthority.make(directory);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 500, `never: ${condition}`);
    await sleep(20);
  }
}

/** Reads a path that nothing else reads, so many times. */
async function ask(plane: ControlPlane, path: string, times: number): Promise<number> {
  let answered = 0;
  for (let n = 0; n < times; n++) answered += (await plane.ask(`${path}?n=${n}`)).status === 200 ? 1 : 0;
  return answered;
}

const about = (events: any[], path: string) => events.filter(({ requestURI }) => requestURI.startsWith(path));

async function withReceiver(name: string, ...flags: string[]) {
  const receiver = await AuditReceiver.open(authority);
  after(receiver.close);
  const config = join(directory, `${name}.kubeconfig`);
  await receiver.writeKubeconfig(config, authority);
  const fast = ['--audit-webhook-batch-max-wait=100ms', '--audit-webhook-initial-backoff=100ms'];
  const plane = await ControlPlane.start({ flags: ['--audit-webhook-config-file', config, ...fast, ...flags] });
  after(plane.stop);
  return { receiver, plane };
}

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

/** What `allium audit verify` says of an archive, far from the cluster, by the public key alone. */
async function verify(plane: ControlPlane, lines: readonly string[], ...flags: string[]) {
  const archive = await mkdtemp(join(directory, 'archive-'));
  const env = { PATH: process.env.PATH!, HOME: archive };
  await copyFile(join(plane.dataDir, 'pki', 'audit.pub'), join(archive, 'audit.pub'));
  await writeFile(join(archive, 'audit.log'), lines.map((line) => `${line}\n`).join(''));
  const command = ['audit', 'verify', 'audit.log', '--public-key', 'audit.pub', ...flags];
  return run(process.execPath, [LAUNCHER, ...command], { cwd: archive, env });
}

test('each backend has a policy of its own, that changes while the server runs', async () => {
  const policyFile = async (name: string, level: string) => {
    const path = join(directory, name);
    const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'] };
    const resources = [{ group: '', resources: ['namespaces'] }];
    await writeFile(path, JSON.stringify({ ...policy, rules: [{ level, verbs: ['create'], resources }] }));
    return path;
  };
  const { receiver, plane } = await withReceiver(
    'own-policy',
    '--audit-log-mode=blocking',
    '--audit-policy-file',
    await policyFile('log.yaml', 'Metadata'),
    '--audit-webhook-policy-file',
    await policyFile('webhook.yaml', 'Request'),
  );
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
  assert.equal((await logged('second')).length, 1);
  assert.deepEqual(receiver.events.filter(made('second')), []);
});

test('the webhook: a backend that refuses, cuts and is slow gets every event once it is well, in order', async () => {
  const { receiver, plane } = await withReceiver('moody');
  const moods = [
    (_request: unknown, response: any) => response.writeHead(503).end(),
    (request: any) => request.socket.destroy(),
    (_request: unknown, response: any) => void setTimeout(() => response.writeHead(500).end(), 300),
  ];
  let mood = 0;
  receiver.misbehave = (request, response) => moods[mood++ % moods.length]!(request, response);
  assert.equal(await ask(plane, '/version', 200), 200);
  await until(() => receiver.attempts >= 4);
  receiver.misbehave = undefined;
  await until(() => about(receiver.events, '/version?n=').length >= 200);
  const numbers = about(receiver.events, '/version?n=').map(({ requestURI }) => requestURI.slice('/version?n='.length));
  assert.deepEqual(
    numbers,
    Array.from({ length: 200 }, (_, n) => String(n)),
  );
  assert.equal(receiver.missing, 0);
});

test('a server that is killed loses nothing that was answered', async () => {
  const { receiver, plane } = await withReceiver('killed', '--audit-webhook-mode=blocking');
  receiver.misbehave = (_request, response) => void response.writeHead(503).end();
  assert.equal(await ask(plane, '/version', 300), 300);
  await plane.kill();
  receiver.misbehave = undefined;
  await plane.up();
  await until(() => about(receiver.events, '/version?n=299').length > 0);
  assert.equal(new Set(about(receiver.events, '/version?n=').map(({ auditID }) => auditID)).size, 300);
  assert.equal(receiver.missing, 0);
  await plane.down();
  await prints(verify(plane, receiver.texts, '--from-first'), { stdout: /^intact: .*\n.*closed and signed/ });
  const forged = receiver.texts.map((text) => text.replace('/version?n=17"', '/version?n=71"'));
  const { code, stdout } = await verify(plane, forged, '--from-first');
  assert.equal(code, 1);
  assert.match(stdout, /^TAMPERED WITH: 1 finding .*\n\naudit.log:\d+: changed: /);
});

test('killed with a full spool: what is answered is either there or said to be missing', async () => {
  const { receiver, plane } = await withReceiver('full', '--audit-webhook-mode=blocking', '--audit-spool-maxsize=1');
  receiver.misbehave = (_request, response) => void response.writeHead(503).end();
  const path = `/version?${'x'.repeat(4000)}`;
  let answered = 0;
  for (let n = 0; n < 400; n++) answered += (await plane.ask(`${path}${n}`)).status === 200 ? 1 : 0;
  assert.equal(answered, 400);
  const metrics = (await plane.ask('/metrics')).text;
  assert.ok(Number(/^allium_audit_dropped_total\{backend="webhook"\} (\d+)/m.exec(metrics)?.[1]) > 100);
  const ready = await plane.ask('/readyz?verbose');
  assert.equal(ready.status, 200);
  assert.match(ready.text, /^\[\+\]audit\/webhook ok, but as many events wait as may$/m);
  await plane.kill();
  receiver.misbehave = undefined;
  await plane.up();
  await until(() => receiver.missing > 0);
  const there = new Set(about(receiver.events, '/version?xxx').map(({ auditID }) => auditID)).size;
  assert.ok(there > 100 && there < 400);
  // Beside those of this test, events of the server's own controllers may have found no place.
  assert.ok(there + receiver.missing >= 400, `${there} there, ${receiver.missing} missing`);
});

test('strict: what cannot be recorded is not done, and the server is not ready', async () => {
  const { receiver, plane } = await withReceiver(
    'strict',
    '--audit-webhook-mode=blocking-strict',
    '--audit-spool-maxsize=1',
  );
  receiver.misbehave = (_request, response) => void response.writeHead(503).end();
  const path = `/version?${'x'.repeat(4000)}`;
  let refused = { status: 200, text: '' };
  for (let n = 0; n < 400 && refused.status === 200; n++) refused = await plane.ask(`${path}${n}`);
  assert.equal(refused.status, 503);
  assert.match(refused.text, /the audit backend \\"webhook\\" takes no more events, and what cannot be recorded/);
  const made = await plane.kubectl('create namespace unseen');
  assert.notEqual(made.code, 0);
  receiver.misbehave = undefined;
  await until(async () => (await plane.ask('/readyz')).status === 200);
  assert.equal((await plane.kubectl('get namespace unseen')).code, 1);
  assert.equal(receiver.missing, 0);
});

test('a disk that takes nothing: requests go on, and what is missing is said afterwards', async () => {
  const plane = await ControlPlane.start({
    flags: [`--audit-log-path=${join(directory, 'gone', 'audit.log')}`, '--audit-log-mode=blocking'],
  });
  after(plane.stop);
  const gone = join(directory, 'gone');
  await rm(gone, { recursive: true });
  await sleep(1100);
  assert.equal(await ask(plane, '/version', 50), 50);
  assert.match((await plane.ask('/readyz?verbose')).text, /audit\/log ok, but events cannot be stored/);
  await mkdir(gone);
  const path = join(gone, 'audit.log');
  await until(async () => /n=49/.test(await readFile(path, 'utf8').catch(() => '')));
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.equal(
    about(
      lines.map((line) => JSON.parse(line)),
      '/version?n=',
    ).length,
    50,
  );
});

const title = 'syslog: a real rsyslog takes every event over TLS, by a client certificate';
test(noRsyslog ? `${title} (skipped: ${noRsyslog})` : title, { skip: noRsyslog }, async () => {
  const rsyslog = await Rsyslog.make(directory, authority);
  await rsyslog.up();
  after(rsyslog.down);
  const { certificate, privateKey } = authority.client('allium', []);
  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const plane = await ControlPlane.start({
    flags: [
      `--audit-syslog-server=127.0.0.1:${rsyslog.port}`,
      `--audit-syslog-ca-file=${authority.file}`,
      `--audit-syslog-cert-file=${await file('syslog.crt', certificate)}`,
      `--audit-syslog-key-file=${await file('syslog.key', privateKey)}`,
      '--audit-syslog-app-name=allium-test',
      '--audit-syslog-mode=blocking',
    ],
  });
  after(plane.stop);
  const countOf = async () =>
    new Set((await rsyslog.taken()).flatMap((line) => /version\?n=\d+/.exec(line) ?? [])).size;
  assert.equal(await ask(plane, '/version', 100), 100);
  await until(async () => (await countOf()) === 100);
  assert.match(
    (await rsyslog.taken())[0]!,
    /^110 allium-test audit \d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00) ?\{"kind":"Event"/,
  );
  await rsyslog.down();
  for (let n = 100; n < 200; n++) await plane.ask(`/version?n=${n}`);
  await plane.kill();
  await rsyslog.up();
  await plane.up();
  await until(async () => (await countOf()) === 200);
  await plane.down();
  const archive = await rsyslog.taken();
  await prints(verify(plane, archive, '--from-first'), { stdout: /^intact: .*\n.*closed and signed/ });
  const shorter = archive.toSpliced(50, 1);
  assert.match((await verify(plane, shorter)).stdout, /audit.log:51: missing: record \d+ is missing before it/);
});
