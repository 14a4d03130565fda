/** People: from a certificate request to a kubeconfig to its use; expiry, renewal, revocation. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { newCertificateRequest } from '../../src/pki/certificate-request.ts';
import { Issuer } from '../../src/pki/issuer.ts';
import { writeKubeconfig } from '../../src/pki/kubeconfig.ts';
import type { PemPair } from '../../src/pki/pem-pair.ts';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { configMap } from '../support/manifests.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;
await plane.namespace('shop');
await prints(kubectl('create clusterrolebinding developers --clusterrole=view --group=dev'));

const UNAUTHORIZED = { code: 1, stderr: /Unauthorized/ };
const REVOCATIONS = '/apis/allium.dev/v1alpha1/credentialrevocations';

/** `allium …` as the administrator, in the directory of the control plane. */
function allium(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...words(command)], { cwd: plane.directory, env });
}

/** kubectl as somebody else. */
const as = (kubeconfig: string) => (command: string) =>
  kubectl(command, { env: { KUBECONFIG: join(plane.directory, kubeconfig) } });

async function addUser(name: string, flags = '--group dev'): Promise<ReturnType<typeof as>> {
  await prints(allium(`user add ${name} ${flags}`), { stdout: new RegExp(`${name}.kubeconfig is ${name}'s`) });
  return as(`${name}.kubeconfig`);
}

async function pki(name: string): Promise<PemPair> {
  const read = (file: string) => readFile(join(plane.dataDir, 'pki', file), 'utf8');
  return { certificate: await read(`${name}.crt`), privateKey: await read(`${name}.key`) };
}

function writeFor(name: string, client: PemPair): Promise<void> {
  const { ca: authority } = plane.credentials;
  const path = join(plane.directory, `${name}.kubeconfig`);
  return writeKubeconfig(path, { cluster: 'allium', user: name, server: plane.url, authority, client });
}

test('a person asks for a certificate with kubectl, is approved, and gets in', async () => {
  const { request: pem, privateKey } = newCertificateRequest('ann', ['dev']);
  const spec = {
    request: Buffer.from(pem).toString('base64'),
    signerName: 'kubernetes.io/kube-apiserver-client',
    expirationSeconds: 3600,
    usages: ['client auth'],
  };
  const csr = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'ann' },
    spec,
  };
  await prints(kubectl('create -f -', { input: csr }));
  await prints(kubectl('certificate approve ann'), { stdout: /ann approved/ });
  let certificate = '';
  await eventually(async () => {
    certificate = await outputOf(kubectl("get csr ann -o jsonpath='{.status.certificate}'"));
    assert.notEqual(certificate, '');
  });
  await writeFor('ann', { certificate: Buffer.from(certificate, 'base64').toString(), privateKey });
  await prints(as('ann.kubeconfig')('auth whoami'), { stdout: /Username +ann\nGroups +\[dev system:authenticated\]/ });
  await prints(as('ann.kubeconfig')('get configmaps -n shop'), { stdout: /kube-root-ca.crt/ });
  await prints(as('ann.kubeconfig')('delete namespace shop'), { code: 1, stderr: /User "ann" cannot delete/ });
});

test('allium user add: a kubeconfig that only its owner can read, and that works', async () => {
  const bob = await addUser('bob', '--group dev --group ops --expires 8h');
  const { mode } = await stat(join(plane.directory, 'bob.kubeconfig'));
  assert.equal(mode & 0o777, 0o600);
  await prints(bob('auth whoami'), { stdout: /Username +bob\nGroups +\[dev ops system:authenticated\]/ });
  await prints(allium('user add bob'), { code: 2, stderr: /bob.kubeconfig exists: choose another file with --out/ });
  await prints(allium('user add zoe --out nowhere/zoe'), {
    code: 2,
    stderr: /^error: cannot write nowhere\/zoe: .*--out/,
  });
  assert.doesNotMatch((await allium('user list')).stdout, /zoe/, 'nothing was issued');
  await prints(allium('user add bob2 --expires 1m'), { code: 2, stderr: /--expires must be at least 10m/ });
  await prints(allium('user add root --group system:masters'), { code: 1, stderr: /system:masters/ });
});

test('with a token, one is the service account of that name', async () => {
  const robot = await addUser('robot', '--token --expires 1h');
  await prints(robot('auth whoami'), { stdout: /Username +system:serviceaccount:allium-users:robot\n/ });
  await prints(allium('user revoke robot'), { stdout: /1 on record was valid/ });
  await prints(robot('auth whoami'), UNAUTHORIZED);
});

test('the list tells who holds what, and, over a restart, when it was used last and from where', async () => {
  const carl = await addUser('carl');
  await prints(carl('get configmaps -n shop'), { stdout: /kube-root-ca.crt/ });
  await plane.restart();
  await eventually(() =>
    prints(allium('user list'), {
      stdout:
        /^USER .*\n(.*\n)*carl +certificate +valid +dev +kubernetes-admin +\S+ \S+ +\S+ \S+ +\w+ ago +127\.0\.0\.1\n/,
    }),
  );
  const listed = JSON.parse(await outputOf(allium('user list -o json')));
  const mine = listed.find(({ user }: { user: string }) => user === 'carl');
  assert.deepEqual([mine.type, mine.groups, mine.state], ['Certificate', ['dev'], 'valid']);
});

test('a certificate that has expired is refused, on a connection that was opened before too', async () => {
  const ca = await pki('ca');
  const issuer = new Issuer({ now: () => Date.now(), randomBytes });
  const signer = { certificate: ca.certificate, privateKey: createPrivateKey(ca.privateKey) };
  const lifetime = 4000;
  await writeFor(
    'brief',
    issuer.issue(signer, { commonName: 'brief', organizations: ['dev'], usage: 'client', lifetime }),
  );
  await prints(as('brief.kubeconfig')('get configmaps -n shop'), { stdout: /kube-root-ca.crt/ });
  await delay(lifetime);
  await prints(as('brief.kubeconfig')('get configmaps -n shop'), UNAUTHORIZED);
});

test('renewal: a new credential like the last, and the old one stays good', async () => {
  const dora = await addUser('dora', '--group dev --expires 1h');
  await prints(allium('user renew dora --expires 2h --out dora-2.kubeconfig'), { stdout: /dora's new one/ });
  for (const person of [dora, as('dora-2.kubeconfig')]) {
    await prints(person('auth whoami'), { stdout: /Username +dora\nGroups +\[dev system:authenticated\]/ });
  }
  await prints(allium('user renew nobody'), { code: 2, stderr: /nobody holds nothing on record/ });
  await prints(allium('user revoke nobody'), { code: 2, stderr: /nobody holds is on record: is the name right\?/ });
  await prints(allium('user revoke nobody --unrecorded'), { stdout: /of which nothing is on record\.\n/ });
});

test('revoked: an open kubectl get -w ends, no request gets in, a restart changes nothing, a new credential works', async () => {
  const eve = await addUser('eve');
  const file = join(plane.directory, 'eve.kubeconfig');
  const watching = plane.startKubectl('get configmaps -n shop -w', { env: { KUBECONFIG: file } });
  await watching.says(/kube-root-ca.crt/);
  await prints(allium('user revoke eve --reason KeyCompromise --note "laptop stolen"'), {
    stdout: /^Everything that eve was issued until now is revoked: 1 on record was valid\.\n/,
  });
  const created = { method: 'POST', body: configMap('after', { a: '1' }) };
  assert.equal((await plane.ask('/api/v1/namespaces/shop/configmaps', created)).status, 201);
  const { stdout } = await watching.ended();
  assert.doesNotMatch(stdout, /after/);
  await prints(eve('get configmaps -n shop -w'), UNAUTHORIZED);
  await prints(eve('get configmaps -n shop --as ann'), UNAUTHORIZED);
  await plane.restart();
  await prints(eve('get configmaps -n shop'), UNAUTHORIZED);
  await prints(allium('user add eve --group dev --out eve-2.kubeconfig'), { stdout: /eve-2.kubeconfig/ });
  await prints(as('eve-2.kubeconfig')('get configmaps -n shop'), { stdout: /kube-root-ca.crt/ });
  await prints(eve('get configmaps -n shop'), UNAUTHORIZED);
});

test('a watch of a single revoked certificate ends within a second, those of others go on', async () => {
  const watchOf = async (client: PemPair) => {
    const { certificate: cert, privateKey: key } = client;
    const options = { ca: plane.credentials.ca, cert, key, agent: false } as const;
    const path = '/api/v1/namespaces/shop/configmaps?watch=1&resourceVersion=0';
    const [response] = await once(request(plane.url + path, options).end(), 'response');
    assert.equal(response.statusCode, 200);
    let isOpen = true;
    response.resume().once('end', () => {
      isOpen = false;
    });
    return { response, isOpen: () => isOpen };
  };
  const ca = await pki('ca');
  const issuer = new Issuer({ now: () => Date.now(), randomBytes });
  const signer = { certificate: ca.certificate, privateKey: createPrivateKey(ca.privateKey) };
  const [lost, kept] = [1, 2].map(() =>
    issuer.issue(signer, { commonName: 'fay', organizations: ['dev'], usage: 'client' }),
  );
  const ending = await watchOf(lost!);
  const going = await watchOf(kept!);
  const { serialNumber } = new X509Certificate(lost!.certificate);
  const spec = { certificate: { issuer: 'CN=kubernetes', serialNumber }, reason: 'KeyCompromise' };
  const body = { apiVersion: 'allium.dev/v1alpha1', kind: 'CredentialRevocation', metadata: { name: 'fay' }, spec };
  const ended = once(ending.response, 'end');
  assert.equal((await plane.ask(REVOCATIONS, { method: 'POST', body })).status, 201);
  const isCut = await Promise.race([ended.then(() => true), delay(1000).then(() => false)]);
  assert.ok(isCut);
  assert.ok(going.isOpen());
  going.response.destroy();
  await prints(kubectl('get credentialrevocation fay'), {
    stdout: /fay +certificate +\S+ +<any> +KeyCompromise +now\n/,
  });
  const list = await outputOf(kubectl('get --raw /pki/ca.crl', { env: { KUBECONFIG: plane.kubeconfig } }));
  assert.ok(list.length > 0);
  await prints(kubectl('delete credentialrevocation fay'), { stdout: /deleted/ });
  const again = await watchOf(lost!);
  again.response.destroy();
});

test('everybody who is somebody may read the revocation list', async () => {
  const gil = await addUser('gil', '');
  const ran = await gil('get --raw /pki/ca.crl');
  assert.equal(ran.code, 0, ran.stderr);
  assert.equal((await plane.ask('/pki/ca.crl')).headers['content-type'], 'application/pkix-crl');
});

test('nobody locks themselves out by mistake', async () => {
  const revoke = (subject: object, annotations = {}) => {
    const metadata = { generateName: 'lockout-', annotations };
    const body = { apiVersion: 'allium.dev/v1alpha1', kind: 'CredentialRevocation', metadata, spec: { subject } };
    return plane.ask(`${REVOCATIONS}?dryRun=All`, { method: 'POST', body });
  };
  for (const subject of [
    { group: 'system:masters' },
    { user: 'kubernetes-admin' },
    { group: 'system:authenticated' },
  ]) {
    const { status, text } = await revoke(subject);
    assert.equal(status, 403);
    assert.match(text, /allium.dev\/allow-lockout/);
    assert.equal((await revoke(subject, { 'allium.dev/allow-lockout': 'true' })).status, 201);
  }
  await prints(allium('user revoke kubernetes-admin'), {
    code: 1,
    stderr: /revokes the credential that you ask for it/,
  });
});
