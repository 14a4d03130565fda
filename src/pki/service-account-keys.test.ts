import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PkiError } from './errors.ts';
import { Issuer } from './issuer.ts';
import { readSigningKey, readVerificationKeys } from './service-account-keys.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string;
const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const thumb = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('hex');
const issuer = new Issuer({ now: () => 0, randomBytes: (size) => new Uint8Array(size) });

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-keys-'));
});
after(() => rm(directory, { recursive: true, force: true }));

async function file(text: string): Promise<string> {
  const path = join(directory, 'key.pem');
  await writeFile(path, text);
  return path;
}

const certified = issuer.selfSigned('ca');
const good: readonly (readonly [what: string, text: string, keys: readonly KeyObject[]])[] = [
  ['a public key', spki(ec.publicKey), [ec.publicKey]],
  ['two', spki(ec.publicKey) + spki(rsa.publicKey), [ec.publicKey, rsa.publicKey]],
  ['a PKCS#1 public key', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string, [rsa.publicKey]],
  ['a private key', pkcs8(ec.privateKey), [ec.publicKey]],
  ['a SEC1 private key', ec.privateKey.export({ type: 'sec1', format: 'pem' }) as string, [ec.publicKey]],
  ['a certificate', certified.certificate, [createPublicKey(certified.certificate)]],
];
for (const [what, text, keys] of good) {
  test(`${what} verifies`, async () =>
    assert.deepEqual((await readVerificationKeys(await file(text))).map(thumb), keys.map(thumb)));
}

const bad: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['nothing', '', /holds no PEM key/],
  ['a damaged key', spki(ec.publicKey).replace(/M/g, '!'), /not a key/],
  ['a key of another kind', spki(ed25519.publicKey), /cannot be signed with/],
];
for (const [what, text, message] of bad) {
  test(`${what} does not`, async () => {
    const path = await file(text);
    await assert.rejects(
      readVerificationKeys(path),
      (error) => error instanceof PkiError && message.test(error.message),
    );
  });
}

test('a private key signs, a public one and one of another kind do not', async () => {
  assert.equal(thumb(createPublicKey(await readSigningKey(await file(pkcs8(rsa.privateKey))))), thumb(rsa.publicKey));
  await assert.rejects(readSigningKey(await file(spki(rsa.publicKey))), PkiError);
  await assert.rejects(readSigningKey(await file(pkcs8(ed25519.privateKey))), /cannot be signed with/);
  await assert.rejects(readSigningKey(join(directory, 'absent')), /does not exist/);
});
