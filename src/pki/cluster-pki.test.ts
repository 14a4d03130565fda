import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type ClusterPki, ensureClusterPki } from './cluster-pki.ts';
import { PkiError } from './errors.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2030-01-01T00:00:00Z');
const NAMES = ['localhost', '127.0.0.1', '::1', 'kubernetes.default.svc', '10.96.0.1'];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-pki-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Exact and different on every call. */
function countingRandom(): (size: number) => Uint8Array {
  let calls = 0;
  return (size) => createHash('sha256').update(String(calls++)).digest().subarray(0, size);
}

const random = countingRandom();
function ensure(options: { now?: number; names?: string[] } = {}): Promise<ClusterPki> {
  const ports = { now: () => options.now ?? NOW, randomBytes: random };
  return ensureClusterPki({ directory: join(directory, 'pki'), servingNames: options.names ?? NAMES, ports });
}

test('makes kubeadm-named files, private keys readable by their owner only', async () => {
  await ensure();
  const files = (await readdir(join(directory, 'pki'))).sort();
  assert.deepEqual(files, [
    'admin.crt',
    'admin.key',
    'apiserver.crt',
    'apiserver.key',
    'ca-bundle.crt',
    'ca.crt',
    'ca.key',
    'front-proxy-ca-bundle.crt',
    'front-proxy-ca.crt',
    'front-proxy-ca.key',
    'sa.key',
    'sa.pub',
  ]);
  for (const file of files.filter((name) => name.endsWith('.key'))) {
    assert.equal((await stat(join(directory, 'pki', file))).mode & 0o777, 0o600, file);
  }
});

test('the certificates are what they are for', async () => {
  const pki = await ensure();
  const ca = new X509Certificate(pki.authority.certificate);
  const serving = new X509Certificate(pki.serving.certificate);
  const admin = new X509Certificate(pki.admin.certificate);
  assert.equal(ca.ca, true);
  assert.equal(serving.ca, false);
  for (const leaf of [serving, admin]) assert.ok(leaf.checkIssued(ca) && leaf.verify(ca.publicKey));
  for (const name of ['localhost', 'kubernetes.default.svc']) assert.equal(serving.checkHost(name), name);
  for (const address of ['127.0.0.1', '::1', '10.96.0.1']) assert.equal(serving.checkIP(address), address);
  assert.equal(serving.checkHost('example.com'), undefined);
  assert.deepEqual(serving.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  assert.deepEqual(admin.keyUsage, ['1.3.6.1.5.5.7.3.2']);
  assert.equal(admin.subject, 'O=system:masters\nCN=kubernetes-admin');
  assert.notEqual(serving.serialNumber, admin.serialNumber);
});

test('keeps what it made', async () => {
  const first = await ensure();
  assert.deepEqual(await ensure({ now: NOW + 300 * DAY }), first);
});

const remade: { name: string; second: Parameters<typeof ensure>[0]; changed: (keyof ClusterPki)[] }[] = [
  { name: 'a name is missing', second: { names: [...NAMES, 'api.example.com'] }, changed: ['serving'] },
  { name: 'an address is missing', second: { names: [...NAMES, '192.0.2.7'] }, changed: ['serving'] },
  { name: 'they near their end', second: { now: NOW + 340 * DAY }, changed: ['serving', 'admin'] },
];
for (const { name, second, changed } of remade) {
  test(`leaves are made anew when ${name}`, async () => {
    const before = await ensure();
    const after = await ensure(second);
    const different = (Object.keys(before) as (keyof ClusterPki)[]).filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    assert.deepEqual(different, changed);
  });
}

test('a new authority makes new leaves', async () => {
  const before = await ensure();
  await rm(join(directory, 'pki/ca.crt'));
  await rm(join(directory, 'pki/ca.key'));
  const after = await ensure();
  assert.notEqual(after.admin.certificate, before.admin.certificate);
  assert.notEqual(after.serving.certificate, before.serving.certificate);
});

test('an authority key alone, as a crash of the first start leaves it, is replaced', async () => {
  await ensure();
  await rm(join(directory, 'pki/ca.crt'));
  const after = await ensure();
  assert.ok(new X509Certificate(after.admin.certificate).checkIssued(new X509Certificate(after.authority.certificate)));
});

const broken: { name: string; damage: () => Promise<void>; message: RegExp }[] = [
  {
    name: 'a corrupt certificate',
    damage: () => writeFile(join(directory, 'pki/apiserver.crt'), 'not PEM'),
    message: /apiserver\.crt is not a PEM certificate\. Restore it/,
  },
  {
    name: 'a corrupt key',
    damage: () => writeFile(join(directory, 'pki/sa.key'), 'not PEM'),
    message: /sa\.key is not a PEM private key\. Restore it/,
  },
  {
    name: 'a lost authority key',
    damage: () => rm(join(directory, 'pki/ca.key')),
    message: /ca\.key is missing beside .*ca\.crt\. Restore it/,
  },
  {
    name: 'the key of another certificate',
    damage: async () => {
      const other = await readFile(join(directory, 'pki/apiserver.key'));
      await writeFile(join(directory, 'pki/ca.key'), other);
    },
    message: /ca\.key is not the key of .*ca\.crt/,
  },
];
for (const { name, damage, message } of broken) {
  test(`names the file and the remedy: ${name}`, async () => {
    await ensure();
    await damage();
    await assert.rejects(ensure(), (error) => error instanceof PkiError && message.test(error.message));
  });
}

test('an expired authority is an error, not a new authority', async () => {
  await ensure();
  await assert.rejects(ensure({ now: NOW + 3651 * DAY }), /the authority .*ca\.crt expired on 20/);
});
