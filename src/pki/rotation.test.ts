import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { authorityFiles } from './authority-files.ts';
import { authorityStatus, finishRotation } from './authority-status.ts';
import { type ClusterPki, ensureClusterPki } from './cluster-pki.ts';
import { PkiError } from './errors.ts';
import { IssuedBook, readIssued } from './issued-book.ts';
import { Issuer } from './issuer.ts';
import { writeRevoked } from './revoked-issued.ts';
import { rotateAuthority } from './rotation.ts';

const ports = { now: () => Date.now(), randomBytes };
const HOUR = 3_600_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-rotation-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ensure = () => ensureClusterPki({ directory, servingNames: ['localhost'], ports });
const rotate = () => rotateAuthority(authorityFiles(directory, 'cluster'), ports);
const finish = (force = false) => finishRotation(directory, 'cluster', Date.now(), force);

/** Whether somebody who trusts these authorities believes the serving certificate, as OpenSSL judges it. */
async function believes(ca: string, { serving }: ClusterPki): Promise<boolean> {
  const server = createServer({ cert: serving.certificate, key: serving.privateKey }, (socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
  const [outcome] = await Promise.race([once(socket, 'secureConnect').then(() => [true]), failure(socket)]);
  socket.destroy();
  server.close();
  return outcome === true;
}

const failure = (socket: ReturnType<typeof connect>): Promise<unknown[]> =>
  new Promise((resolve) => socket.on('error', () => resolve([false])));

test('in a rotation the serving certificate is believed by those who know either authority', async () => {
  const before = await ensure();
  await rotate();
  const during = await ensure();
  assert.notEqual(during.authority.certificate, before.authority.certificate);
  assert.equal(during.trusted, during.authority.certificate + before.authority.certificate);
  const trusts = [before.trusted, during.authority.certificate, during.trusted];
  assert.deepEqual(await Promise.all(trusts.map((ca) => believes(ca, during))), [true, true, true]);
  await finish();
  const afterwards = await ensure();
  assert.equal(afterwards.trusted, during.authority.certificate);
  const still = [before.trusted, during.authority.certificate, during.trusted];
  assert.deepEqual(await Promise.all(still.map((ca) => believes(ca, afterwards))), [false, true, true]);
});

test('leaves are made anew by the new authority, which has a name of its own', async () => {
  const before = await ensure();
  await rotate();
  const during = await ensure();
  const authority = new X509Certificate(during.authority.certificate);
  assert.notEqual(authority.subject, new X509Certificate(before.authority.certificate).subject);
  for (const { certificate } of [during.serving, during.admin]) {
    assert.ok(new X509Certificate(certificate).checkIssued(authority));
  }
});

test('the old authority can sign the list of its revoked certificates for as long as it is trusted', async () => {
  const before = await ensure();
  assert.equal(before.previousAuthority, undefined);
  await rotate();
  assert.deepEqual((await ensure()).previousAuthority, before.authority);
  // A drop that was begun and not finished must not keep the control plane from starting.
  await rm(join(directory, 'ca-previous.key'));
  assert.equal((await ensure()).previousAuthority, undefined);
});

test('what is trusted is in a file of its own at every time', async () => {
  const bundle = () => readFile(join(directory, 'ca-bundle.crt'), 'utf8');
  assert.equal((await ensure()).trusted, await bundle());
  await rotate();
  const text = await bundle();
  assert.equal((await ensure()).trusted, text);
  await finish();
  assert.equal((await ensure()).trusted, await bundle());
});

test('the authority of front proxies is another matter', async () => {
  const before = await ensure();
  await rotateAuthority(authorityFiles(directory, 'front-proxy'), ports);
  const during = await ensure();
  assert.equal(during.trusted, before.trusted);
  const { certificate } = before.frontProxyAuthority;
  assert.equal(during.frontProxyTrusted, during.frontProxyAuthority.certificate + certificate);
  await finishRotation(directory, 'front-proxy', Date.now(), false);
  assert.equal((await ensure()).frontProxyTrusted, during.frontProxyAuthority.certificate);
});

test('keys are for their owner only, and those of the old authority go with it', async () => {
  await ensure();
  await rotate();
  const keys = (await readdir(directory)).filter((file) => file.endsWith('.key'));
  assert.ok(keys.includes('ca-previous.key') && !keys.includes('ca-next.key'));
  for (const file of keys) assert.equal((await stat(join(directory, file))).mode & 0o777, 0o600, file);
  await ensure();
  await finish();
  assert.deepEqual(
    (await readdir(directory)).filter((file) => /previous|cross|next/.test(file)),
    [],
  );
});

describe('refuses', () => {
  const refused = (action: Promise<void>, message: RegExp) =>
    assert.rejects(action, (error) => error instanceof PkiError && message.test(error.message));

  test('to rotate during a rotation', async () => {
    await ensure();
    await rotate();
    await refused(rotate(), /^a rotation is under way/);
  });

  test('to rotate where there is nothing', () =>
    refused(rotate(), /ca\.crt does not exist\. .* give it with --data-dir\.$/));

  test('to finish what has not begun', async () => {
    await ensure();
    await refused(finish(), /^no rotation is under way/);
  });

  test('to finish before the control plane has new certificates', async () => {
    await ensure();
    await rotate();
    await refused(finish(), /has not taken the new authority over: apiserver and admin/);
  });

  test('to lock people out, unless it is told to', async () => {
    const { authority } = await ensure();
    await issueTo('ann', authority);
    await rotate();
    await ensure();
    await refused(finish(), /are valid and have no successor:\n {2}CN=ann \(request ann\) until 20/);
    await finish(true);
    assert.deepEqual((await authorityStatus(directory, Date.now())).rotating, []);
  });
});

/** @returns its serial number */
async function issueTo(name: string, { certificate, privateKey }: ClusterPki['authority']): Promise<string> {
  const signer = { certificate, privateKey: createPrivateKey(privateKey) };
  const issued = new Issuer(ports).issue(signer, { commonName: name, usage: 'client', lifetime: HOUR });
  await new IssuedBook(directory, ports.now).record(issued.certificate, certificate, name);
  return new X509Certificate(issued.certificate).serialNumber;
}

describe('what is needed of the old authority', () => {
  const cases = [
    { what: 'not what is revoked', old: ['ann', 'ben'], renewed: [], revoked: ['ann'], needed: ['ben 0/1'] },
    {
      what: 'what was renewed and revoked again',
      old: ['ann'],
      renewed: ['ann'],
      revoked: ['new ann'],
      needed: ['ann 0/1'],
    },
    {
      what: 'each of a name that several share',
      old: ['ci', 'ci'],
      renewed: ['ci'],
      revoked: [],
      needed: ['ci 1/2', 'ci 1/2'],
    },
    { what: 'none when as many are renewed', old: ['ci', 'ci'], renewed: ['ci', 'ci'], revoked: [], needed: [] },
    { what: 'none when those left are revoked', old: ['ci', 'ci'], renewed: ['ci'], revoked: ['ci'], needed: [] },
    {
      what: "not a node's that it has renewed twice",
      old: ['system:node:a', 'system:node:a', 'system:node:b'],
      renewed: ['system:node:a'],
      revoked: [],
      needed: ['system:node:b 0/1'],
    },
  ];
  for (const { what, old, renewed, revoked, needed } of cases) {
    test(what, async () => {
      const before = await ensure();
      const serials = new Map<string, string>();
      for (const name of old) serials.set(name, await issueTo(name, before.authority));
      await rotate();
      const { authority } = await ensure();
      for (const name of renewed) serials.set(`new ${name}`, await issueTo(name, authority));
      const serialNumbers = revoked.map((name) => serials.get(name)!);
      const authorities = [authority, before.authority].map(({ certificate }) => certificate);
      await writeRevoked(
        directory,
        authorities.map((certificate) => ({ authority: certificate, serialNumbers })),
      );
      const status = await authorityStatus(directory, Date.now());
      const told = status.needed.map((entry) => `${entry.commonName} ${entry.successors}/${entry.alike}`);
      assert.deepEqual(told, needed);
      if (needed.length > 0) await assert.rejects(finish(), PkiError);
      else await finish();
    });
  }

  test('all, when the list of the revoked cannot be read; it goes with the rotation', async () => {
    const before = await ensure();
    await issueTo('ann', before.authority);
    await rotate();
    await ensure();
    for (const text of ['{', '{}', 'null']) {
      await writeFile(join(directory, 'revoked.json'), text);
      await assert.rejects(finish(), /CN=ann/);
    }
    await finish(true);
    assert.ok(!(await readdir(directory)).includes('revoked.json'));
  });
});

test('who has a certificate of the new authority needs none of the old', async () => {
  const before = await ensure();
  await issueTo('ann', before.authority);
  await issueTo('ben', before.authority);
  await rotate();
  await issueTo('ann', (await ensure()).authority);
  const { authorities, needed } = await authorityStatus(directory, Date.now());
  assert.deepEqual(
    authorities.map(({ authority, role, issued }) => [authority, role, issued]),
    [
      ['cluster', 'current', 1],
      ['cluster', 'previous', 2],
      ['front-proxy', 'current', 0],
    ],
  );
  assert.deepEqual(
    needed.map(({ subject }) => subject),
    ['CN=ben'],
  );
  const later = await authorityStatus(directory, Date.now() + 2 * HOUR);
  assert.deepEqual(later.needed, []);
});

describe('a crash', () => {
  /** The files after the change was decided, but before it was done. */
  async function interrupted(done: readonly string[]): Promise<ClusterPki> {
    const before = await ensure();
    const kept = join(directory, 'kept');
    await copyFile(join(directory, 'ca.key'), `${kept}.key`);
    await copyFile(join(directory, 'ca.crt'), `${kept}.crt`);
    await rotate();
    for (const ending of ['key', 'crt']) {
      await copyFile(join(directory, `ca.${ending}`), join(directory, `ca-next.${ending}`));
      if (!done.includes(ending)) await copyFile(`${kept}.${ending}`, join(directory, `ca.${ending}`));
    }
    return before;
  }

  for (const done of [[], ['key'], ['key', 'crt']]) {
    test(`after ${done.length} of the two files were replaced is made good by the next start`, async () => {
      const before = await interrupted(done);
      const next = await readFile(join(directory, 'ca-next.crt'), 'utf8');
      const { authority, trusted } = await ensure();
      assert.equal(authority.certificate, next);
      assert.equal(trusted, next + before.authority.certificate);
      assert.ok(!(await readdir(directory)).some((file) => file.startsWith('ca-next')));
    });
  }

  test('before it was decided changes nothing', async () => {
    const before = await ensure();
    for (const ending of ['key', 'crt']) {
      await copyFile(join(directory, `ca.${ending}`), join(directory, `ca-previous.${ending}`));
    }
    await writeFile(join(directory, 'ca-next.key'), 'half of a key');
    assert.deepEqual(await ensure(), before);
    await rotate();
    assert.deepEqual((await authorityStatus(directory, Date.now())).rotating, ['cluster']);
  });

  test('in the middle of a line of the book leaves the other lines', async () => {
    const { authority } = await ensure();
    await issueTo('ann', authority);
    const book = join(directory, 'issued.jsonl');
    await writeFile(book, `${await readFile(book, 'utf8')}\n{"authority":"AB`);
    await issueTo('ben', authority);
    const subjects = (await readIssued(directory, Date.now())).map(({ subject }) => subject);
    assert.deepEqual(subjects, ['CN=ann', 'CN=ben']);
  });
});

test('the book forgets what has expired, and keeps the rest', async () => {
  const { authority } = await ensure();
  const { certificate, privateKey } = authority;
  const signer = { certificate, privateKey: createPrivateKey(privateKey) };
  let now = Date.now();
  const book = new IssuedBook(directory, () => now);
  const issue = (lifetime: number) => new Issuer(ports).issue(signer, { commonName: 'x', usage: 'client', lifetime });
  const [short, long] = [issue(HOUR).certificate, issue(10 * HOUR).certificate];
  await Promise.all(Array.from({ length: 998 }, () => book.record(short, certificate, 'short')));
  await book.record(long, certificate, 'long');
  now += 2 * HOUR;
  await book.record(long, certificate, 'long');
  const lines = (await readFile(join(directory, 'issued.jsonl'), 'utf8')).split('\n').filter(Boolean);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).request),
    ['long', 'long'],
  );
});
