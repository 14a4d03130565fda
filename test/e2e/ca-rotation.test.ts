/** Another authority for a control plane that is in use, without one failed request. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { type Ran, run } from '../support/run.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

/** In the directory of the control plane. */
function allium(command: string): Promise<Ran> {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...command.split(' ')], { cwd: plane.directory, env });
}

const ca = (command: string) => allium(`ca ${command} --data-dir ${plane.dataDir}`);

/** A program that asks again and again, with the kubeconfig as it is at that moment, as long as it goes. */
class Asking {
  readonly failures: string[] = [];
  answers = 0;
  #stopped = false;
  readonly #ended: Promise<void>;

  constructor() {
    this.#ended = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const config = new KubeConfig();
        config.loadFromFile(plane.kubeconfig);
        await config.makeApiClient(CoreV1Api).listNamespace();
        this.answers += 1;
      } catch (error) {
        this.failures.push(String(error));
      }
      await delay(20);
    }
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#ended;
  }
}

async function status(): Promise<any> {
  return JSON.parse(await outputOf(ca('status -o json')));
}

/** Resolves when the control plane has certificates of the current authority only. */
async function takenOver(): Promise<void> {
  await eventually(async () => {
    const { certificates } = await status();
    assert.deepEqual(
      certificates.map(({ issuedBy }: { issuedBy: string }) => issuedBy),
      ['current', 'current'],
    );
  });
}

async function rootCa(): Promise<string> {
  return outputOf(kubectl("get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}'"));
}

test('nothing fails on the way from one authority to the next', async () => {
  const old = join(plane.directory, 'old.kubeconfig');
  await copyFile(plane.kubeconfig, old);
  const before = await rootCa();
  const watching = plane.startKubectl('get configmaps --watch --output-watch-events --no-headers');
  after(() => watching.signal('SIGKILL'));
  await watching.says(/kube-root-ca.crt/);
  const asking = new Asking();
  after(() => asking.stop());

  await prints(ca('rotate'), { stdout: /^A new authority issues every certificate from now on/ });
  await takenOver();
  await eventually(async () => assert.match(await rootCa(), /END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----/));
  assert.ok((await rootCa()).endsWith(before));
  // Who knows nothing of it yet goes on as before: the new authority is certified by the old one.
  await prints(kubectl(`--kubeconfig=${old} get namespaces default -o name`), { stdout: 'namespace/default\n' });
  await prints(kubectl('get namespaces default -o name'), { stdout: 'namespace/default\n' });
  const { status, text } = await plane.ask('/pki/ca-previous.crl', { headers: { accept: 'application/x-pem-file' } });
  assert.match(`${status} ${text}`, /^200 -----BEGIN X509 CRL-----/);
  const admin = await readFile(plane.kubeconfig, 'utf8');
  assert.notEqual(admin, await readFile(old, 'utf8'));

  await prints(ca('rotate'), { code: 1, stderr: /^error: a rotation is under way/ });
  await prints(ca('rotate --finish'), { stdout: 'The old authority is not trusted any more.\n' });
  await eventually(async () => {
    const { code, stderr } = await kubectl(`--kubeconfig=${old} get namespaces`);
    assert.equal(code, 1);
    assert.match(stderr, /certificate signed by unknown authority/);
  });
  await prints(kubectl('get namespaces default -o name'), { stdout: 'namespace/default\n' });
  await eventually(async () => assert.equal(new X509Certificate(await rootCa()).subject, await currentSubject()));

  await prints(kubectl('get --raw /pki/ca-previous.crl'), { code: 1, stderr: /NotFound/ });
  const answers = asking.answers;
  await eventually(() => assert.ok(asking.answers > answers));
  await asking.stop();
  assert.deepEqual(asking.failures, []);
  await prints(kubectl('create configmap seen'));
  await watching.says(/ADDED +seen/);
  assert.equal(watching.stderr, '');
});

async function currentSubject(): Promise<string> {
  return new X509Certificate(await readFile(join(plane.dataDir, 'pki/ca.crt'))).subject;
}

test('the old authority is kept as long as somebody needs it', async () => {
  await prints(allium('user add ann'), { stdout: /ann.kubeconfig is ann's/ });
  const ann = (command: string) => kubectl(`--kubeconfig=${join(plane.directory, 'ann.kubeconfig')} ${command}`);
  await prints(ca('rotate'));
  await takenOver();
  await prints(ca('status'), {
    stdout:
      /^WITHOUT SUCCESSOR +REQUEST +UNTIL +RENEWED\nCN=ann +allium-user-\w+ +\S+Z +0 of 1\n\nA rotation is under way: cert/m,
  });
  await prints(ca('rotate --finish'), {
    code: 1,
    stderr: /^error: certificates of the old authority are valid and have no successor:\n {2}CN=ann \(request /,
  });
  await prints(ann('auth whoami'), { stdout: /Username +ann\n/ });
  await prints(allium('user renew ann'), { stdout: /ann/ });
  await prints(ca('rotate --finish'), { stdout: 'The old authority is not trusted any more.\n' });
  assert.deepEqual((await status()).rotating, []);
  await prints(ann('auth whoami'), { stdout: /Username +ann\n/ });
});

test('whose certificate is revoked needs no authority', async () => {
  await prints(allium('user add bea'), { stdout: /bea.kubeconfig is bea's/ });
  await prints(allium('user add cid'), { stdout: /cid.kubeconfig is cid's/ });
  await prints(allium('user revoke bea'), { stdout: /1 on record was valid/ });
  await prints(ca('rotate'));
  await takenOver();
  const needed = async () => (await status()).needed.map(({ commonName }: { commonName: string }) => commonName);
  await eventually(async () => assert.deepEqual(await needed(), ['ann', 'cid']));
  await prints(allium('user renew ann'), { stdout: /ann/ });
  await prints(allium('user revoke cid'), { stdout: /1 on record was valid/ });
  await eventually(async () => assert.deepEqual(await needed(), []));
  await prints(ca('rotate --finish'), { stdout: 'The old authority is not trusted any more.\n' });
});

test('other authorities of front proxies are published at once', async () => {
  const published = () =>
    outputOf(
      kubectl(
        "get configmap extension-apiserver-authentication -n kube-system -o jsonpath='{.data.requestheader-client-ca-file}'",
      ),
    );
  const before = await published();
  await prints(ca('rotate --authority front-proxy'));
  await eventually(async () => assert.ok((await published()).endsWith(`-----END CERTIFICATE-----\n${before}`)));
  await prints(ca('rotate --authority front-proxy --finish'));
  await eventually(async () => assert.doesNotMatch(await published(), /END CERTIFICATE-----\n./));
  assert.notEqual(await published(), before);
});
