/** Certificates are renewed by the clock, without a restart. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { resolveSettings } from '../config/resolve.ts';
import { authorityFiles } from '../pki/authority-files.ts';
import { rotateAuthority } from '../pki/rotation.ts';
import type { TlsMaterial } from '../server/listener/listener.ts';
import { ManualClock } from '../util/clock.ts';
import { keepAdminKubeconfig } from './admin-kubeconfig.ts';
import { Doors } from './doors.ts';
import { openPki, pkiDirectory, reloadInterval } from './pki.ts';

const DAY = 86_400_000;
const PATIENCE_MILLISECONDS = 5000;

async function open(t: { after(end: () => unknown): void }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'allium-renewal-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const settings = resolveSettings(new Map([['dataDir', { text: dataDir, origin: 'test' }]]));
  const clock = new ManualClock(Date.parse('2030-01-01T00:00:00Z'));
  const now = () => clock.now();
  const doors = await Doors.open(settings, await openPki(settings, now));
  const served: TlsMaterial[] = [doors.tls];
  const onError = (error: unknown) => {
    throw error;
  };
  const kept = doors.keepCurrent({
    loadPki: () => openPki(settings, now),
    setTls: (tls) => served.push(tls),
    bundleFiles: [],
    interval: reloadInterval(settings),
    clock,
    onError,
  });
  t.after(() => kept.stop());
  const path = join(dataDir, 'admin.kubeconfig');
  await keepAdminKubeconfig(doors, { path, server: 'https://127.0.0.1:6443', onError });
  return { clock, doors, served, settings, path };
}

/** Moves the clock and waits until something has changed. */
async function afterChange(doors: Doors, move: () => void): Promise<void> {
  const changed = new Promise<void>((resolve, reject) => {
    doors.onChange(resolve);
    setTimeout(() => reject(new Error('nothing has changed')), PATIENCE_MILLISECONDS).unref();
  });
  move();
  await changed;
}

async function adminCertificate(path: string): Promise<X509Certificate> {
  const { users } = parse(await readFile(path, 'utf8'));
  return new X509Certificate(Buffer.from(users[0].user['client-certificate-data'], 'base64'));
}

/** Until the kubeconfig, which is written behind the change, has another certificate. */
async function nextAdmin(path: string, before: X509Certificate): Promise<X509Certificate> {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const found = await adminCertificate(path);
    if (found.fingerprint256 !== before.fingerprint256 || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a month before they end the serving and the administrator’s certificate are new', async (t) => {
  const { clock, doors, served, path } = await open(t);
  const admin = await adminCertificate(path);
  await afterChange(doors, () => clock.advance(336 * DAY));
  assert.equal(served.length, 2);
  const [first, second] = served.map(({ certificate }) => new X509Certificate(certificate));
  assert.equal(second!.validToDate.getTime() - first!.validToDate.getTime(), 336 * DAY);
  const renewed = await nextAdmin(path, admin);
  assert.equal(renewed.validToDate.getTime() - admin.validToDate.getTime(), 336 * DAY);
});

test('another authority is taken over: served, trusted, and in the kubeconfig', async (t) => {
  const { clock, doors, served, settings, path } = await open(t);
  const admin = await adminCertificate(path);
  const files = authorityFiles(pkiDirectory(settings), 'cluster');
  await rotateAuthority(files, { now: () => clock.now(), randomBytes: (size) => Buffer.alloc(size, 0x42) });
  await afterChange(doors, () => clock.advance(60_000));
  assert.equal(doors.clients.certificates.length, 2);
  assert.equal(served.at(-1)!.certificate.match(/BEGIN CERTIFICATE/g)?.length, 2);
  assert.equal((await nextAdmin(path, admin)).issuer, 'CN=kubernetes-42424242');
  const { clusters } = parse(await readFile(path, 'utf8'));
  const trusted = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString();
  assert.equal(trusted, await readFile(files.bundle, 'utf8'));
});
