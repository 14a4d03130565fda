/** The authorities of clients may change while the server runs. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Issuer } from '../../src/pki/issuer.ts';
import type { PemPair } from '../../src/pki/pem-pair.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { askHttp2, connectHttp2 } from '../support/https.ts';

const issuer = new Issuer({ now: Date.now, randomBytes });
const first = issuer.selfSigned('first');
const second = issuer.selfSigned('second');

function clientOf(authority: PemPair): PemPair {
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  return issuer.issue(signer, { commonName: 'carol', organizations: ['system:masters'], usage: 'client' });
}

const directory = await mkdtemp(join(tmpdir(), 'allium-ca-'));
after(() => rm(directory, { recursive: true }));
const bundle = join(directory, 'clients.crt');
await writeFile(bundle, first.certificate);
const plane = await ControlPlane.start({ flags: ['--client-ca-file', bundle] });
after(plane.stop);

async function open(authority: PemPair) {
  const { certificate: cert, privateKey: key } = clientOf(authority);
  const session = await connectHttp2(plane.url, { ca: plane.credentials.ca, cert, key });
  after(() => session.destroy());
  return async () => (await askHttp2(session, '/api/v1/namespaces')).status;
}

async function until<T>(expected: T, get: () => T | Promise<T>): Promise<void> {
  const end = Date.now() + 20_000;
  while ((await get()) !== expected) {
    if (Date.now() > end) assert.fail(`it does not become ${expected}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a bundle that changes counts for new connections and for open ones', async () => {
  const ofFirst = await open(first);
  const ofSecond = await open(second);
  assert.deepEqual([await ofFirst(), await ofSecond()], [200, 401]);

  await writeFile(bundle, first.certificate + second.certificate);
  await until(200, ofSecond);
  assert.equal(await (await open(second))(), 200);
  assert.equal(await ofFirst(), 200);

  await writeFile(bundle, 'half writt');
  await until(true, () => plane.process.stderr.includes('certificates could not be read again'));
  assert.deepEqual([await ofFirst(), await ofSecond()], [200, 200]);

  await writeFile(bundle, second.certificate);
  await until(401, ofFirst);
  assert.equal(await (await open(first))(), 401);
  assert.equal(await ofSecond(), 200);
  assert.equal((await plane.ask('/api/v1/namespaces')).status, 200);
});
