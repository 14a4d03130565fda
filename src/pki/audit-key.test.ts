import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { auditKeyFiles, ensureAuditKey, publicPemOf, readAuditPublicKey } from './audit-key.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-audit-key-'));
after(() => rm(directory, { recursive: true }));
const files = auditKeyFiles(directory);

test('the key is made once, for its owner alone, and its public half stands beside it', async () => {
  const key = await ensureAuditKey(directory);
  assert.equal((await stat(files.privateKey)).mode & 0o777, 0o600);
  assert.ok((await ensureAuditKey(directory)).equals(key));
  assert.ok((await readAuditPublicKey(files.publicKey)).equals(createPublicKey(key)));
});

test('a public half that is lost, or another one, is written again', async () => {
  const before = await readFile(files.publicKey, 'utf8');
  await writeFile(files.publicKey, publicPemOf(generateKeyPairSync('ed25519').publicKey));
  await ensureAuditKey(directory);
  assert.equal(await readFile(files.publicKey, 'utf8'), before);
});

test('what is no key, or another kind, is refused', async () => {
  const other = join(directory, 'other.pub');
  for (const [text, message] of [
    ['nothing', /is not a PEM public key/],
    [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
      /not Ed25519/,
    ],
  ] as const) {
    await writeFile(other, text);
    await assert.rejects(readAuditPublicKey(other), { name: 'PkiError', message });
  }
  await assert.rejects(readAuditPublicKey(join(directory, 'none')), /does not exist/);
});
