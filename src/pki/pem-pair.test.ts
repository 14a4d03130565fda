import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Issuer } from './issuer.ts';
import { type PemPair, readAuthorities, readPair } from './pem-pair.ts';

let directory: string;
let one: PemPair;
let two: PemPair;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-pair-'));
  const issuer = new Issuer({ now: Date.now, randomBytes });
  one = issuer.selfSigned('one');
  two = issuer.selfSigned('two');
});
after(() => rm(directory, { recursive: true }));

async function files(pair: PemPair) {
  const paths = { certificate: join(directory, 'tls.crt'), privateKey: join(directory, 'tls.key') };
  await writeFile(paths.certificate, pair.certificate);
  await writeFile(paths.privateKey, pair.privateKey);
  return paths;
}

test("an administrator's pair is read as it is", async () => {
  assert.deepEqual(await readPair(await files(one)), one);
});

test('a pair that does not belong together is refused', async () => {
  await assert.rejects(
    readPair(await files({ ...one, privateKey: two.privateKey })),
    /tls\.key is not the key of .*tls\.crt/,
  );
});

test('a pair that is not there is refused', async () => {
  const paths = await files(one);
  await assert.rejects(readPair({ ...paths, privateKey: join(directory, 'none') }), /none does not exist/);
});

test('a bundle may hold several authorities, but must hold one', async () => {
  const path = join(directory, 'bundle.crt');
  await writeFile(path, one.certificate + two.certificate);
  assert.equal(await readAuthorities(path), one.certificate + two.certificate);
  await writeFile(path, one.privateKey);
  await assert.rejects(readAuthorities(path), /bundle\.crt holds no PEM certificate/);
});
