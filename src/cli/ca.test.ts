import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { parse } from 'yaml';
import { ensureClusterPki } from '../pki/cluster-pki.ts';
import { caCommand } from './ca.ts';
import { run } from './program.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'allium-ca-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function allium(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const written = { out: '', error: '' };
  const write = (stream: keyof typeof written) => (text: string) => {
    written[stream] += text;
  };
  const io = { out: write('out'), error: write('error'), colour: false };
  const commands = [caCommand({ io, now: () => NOW })];
  return { code: await run(words, { version: '1.2.3', commands }, io), ...written };
}

const ca = (...words: string[]) => allium('ca', ...words, '--data-dir', dataDir);
const ensure = () =>
  ensureClusterPki({
    directory: join(dataDir, 'pki'),
    servingNames: ['localhost'],
    ports: { now: () => NOW, randomBytes },
  });

test('status shows one authority, as text, JSON and YAML', async () => {
  await ensure();
  assert.equal(
    (await ca('status')).out,
    [
      'AUTHORITY     ROLE      SUBJECT             UNTIL        ISSUED',
      'cluster       current   CN=kubernetes       2039-12-30   0',
      'front-proxy   current   CN=front-proxy-ca   2039-12-30   by hand',
      '',
      'CERTIFICATE   SUBJECT                                 UNTIL        ISSUED BY',
      'apiserver     CN=kube-apiserver                       2031-01-01   current',
      'admin         O=system:masters, CN=kubernetes-admin   2031-01-01   current',
      '',
      'No rotation is under way.',
      '',
    ].join('\n'),
  );
  const found = JSON.parse((await ca('status', '-o', 'json')).out);
  assert.deepEqual([found.rotating, found.authorities.length, found.needed], [[], 2, []]);
  assert.deepEqual(parse((await ca('status', '-o', 'yaml')).out), found);
});

test('a rotation goes from one step to the next', async () => {
  await ensure();
  assert.match((await ca('rotate')).out, /^A new authority issues every certificate from now on/);
  assert.match((await ca('status')).out, /^apiserver .* previous$/m);
  const early = await ca('rotate', '--finish');
  assert.equal(early.code, 1);
  assert.match(early.error, /^error: the control plane has not taken the new authority over/);
  await ensure();
  assert.match((await ca('status')).out, /`allium ca rotate --finish` drops the old authority\.\n$/);
  assert.deepEqual(await ca('rotate', '--finish'), {
    code: 0,
    out: 'The old authority is not trusted any more.\n',
    error: '',
  });
  assert.match((await ca('status')).out, /No rotation is under way\.\n$/);
});

test('the authority of front proxies has a rotation of its own', async () => {
  await ensure();
  await ca('rotate', '--authority', 'front-proxy');
  const found = JSON.parse((await ca('status', '-o', 'json')).out);
  assert.deepEqual(found.rotating, ['front-proxy']);
  assert.match((await ca('status')).out, /`allium ca rotate --authority front-proxy --finish` drops the old/);
  assert.equal((await ca('rotate', '--finish')).code, 1);
  assert.equal((await ca('rotate', '--finish', '--authority', 'front-proxy')).code, 0);
});

test('a folder without authorities is a clear error', async () => {
  for (const words of [['status'], ['rotate'], ['rotate', '--finish']]) {
    const { code, error } = await ca(...words);
    assert.equal(code, 1);
    assert.match(error, /^error: .*ca\.crt does not exist/);
  }
});

test('another output is a usage error', async () => {
  assert.equal((await ca('status', '-o', 'xml')).code, 2);
});
