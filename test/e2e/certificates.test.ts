/** Certificates that are asked for through the API, from the request to the use. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type TestRequest, testRequest } from '../../src/api/certificates/testing.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

const CLIENT = 'kubernetes.io/kube-apiserver-client';

function signingRequest(name: string, { pem }: TestRequest, spec: object = {}) {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: Buffer.from(pem).toString('base64'), signerName: CLIENT, usages: ['client auth'], ...spec },
  };
}

/** The certificate, once it is there. */
async function issued(name: string): Promise<string> {
  let base64 = '';
  await eventually(async () => {
    base64 = await outputOf(kubectl(`get csr ${name} -o jsonpath='{.status.certificate}'`));
    assert.notEqual(base64, '');
  });
  return Buffer.from(base64, 'base64').toString();
}

/** kubectl as the holder of a key and a certificate. */
async function as(name: string, certificate: string, { privateKey }: TestRequest) {
  const files = { cert: join(plane.directory, `${name}.crt`), key: join(plane.directory, `${name}.key`) };
  await writeFile(files.cert, certificate);
  await writeFile(files.key, privateKey);
  const kubeconfig = join(plane.directory, `${name}.kubeconfig`);
  await writeFile(
    kubeconfig,
    await outputOf(kubectl('config view --raw --minify')).then((text) => text.replaceAll('kubernetes-admin', name)),
  );
  await prints(
    kubectl(
      `--kubeconfig=${kubeconfig} config set-credentials ${name} --client-certificate=${files.cert} --client-key=${files.key} --embed-certs`,
    ),
  );
  return (command: string) => kubectl(`--kubeconfig=${kubeconfig} ${command}`);
}

describe('a request', { concurrency: true }, () => {
  test('is approved, signed and used', async () => {
    const request = await testRequest([
      ['CN', 'ann'],
      ['O', 'dev'],
    ]);
    await prints(kubectl('create -f -', { input: signingRequest('ann', request, { expirationSeconds: 3600 }) }), {
      stdout: 'certificatesigningrequest.certificates.k8s.io/ann created\n',
    });
    await prints(kubectl('get csr ann'), {
      stdout:
        /^NAME +AGE +SIGNERNAME +REQUESTOR +REQUESTEDDURATION +CONDITION\nann +now +kubernetes.io\/kube-apiserver-client +kubernetes-admin +60m +Pending\n$/,
    });
    await prints(kubectl('certificate approve ann'), {
      stdout: 'certificatesigningrequest.certificates.k8s.io/ann approved\n',
    });
    const certificate = await issued('ann');
    await prints(kubectl('get csr ann --no-headers'), { stdout: / Approved,Issued\n$/ });
    await prints(kubectl('describe csr ann'), { stdout: /Common Name: +ann\n.*Organization: +dev\n/s });
    const { subject, validFromDate, validToDate } = new X509Certificate(certificate);
    assert.equal(subject, 'O=dev\nCN=ann');
    // An hour, and five minutes for clocks that are behind.
    assert.equal(validToDate.getTime() - validFromDate.getTime(), 3_900_000);
    const ann = await as('ann', certificate, request);
    await prints(ann('auth whoami'), { stdout: /\nUsername +ann\nGroups +\[dev system:authenticated\]\n/ });
  });

  test('is denied, and stays so', async () => {
    const request = await testRequest([['CN', 'eve']]);
    await prints(kubectl('create -f -', { input: signingRequest('eve', request) }));
    await prints(kubectl('certificate deny eve'), {
      stdout: 'certificatesigningrequest.certificates.k8s.io/eve denied\n',
    });
    await prints(kubectl('get csr eve --no-headers'), { stdout: / Denied\n$/ });
    await prints(kubectl('certificate approve eve'), {
      code: 1,
      stderr: 'error: certificate signing request "eve" is already Denied\n',
    });
  });

  test('that breaks its signer’s rules fails', async () => {
    const request = await testRequest([['CN', 'server']]);
    const spec = { usages: ['server auth'] };
    await prints(kubectl('create -f -', { input: signingRequest('server', request, spec) }));
    await prints(kubectl('certificate approve server'));
    await eventually(() => prints(kubectl('get csr server --no-headers'), { stdout: / Approved,Failed\n$/ }));
    await prints(
      kubectl("get csr server -o jsonpath='{.status.conditions[1].reason}: {.status.conditions[1].message}'"),
      {
        stdout: 'SignerValidationFailure: invalid usage for client certificate: server auth',
      },
    );
  });

  test('cannot be for the group of administrators', async () => {
    const request = await testRequest([
      ['O', 'system:masters'],
      ['CN', 'root'],
    ]);
    await prints(kubectl('create -f -', { input: signingRequest('root', request) }), {
      code: 1,
      stderr:
        /is forbidden: use of kubernetes.io\/kube-apiserver-client signer with system:masters group is not allowed\n$/,
    });
  });

  test('for a signer of others is left to it', async () => {
    const request = await testRequest([['CN', 'other']]);
    const spec = { signerName: 'example.com/signer' };
    await prints(kubectl('create -f -', { input: signingRequest('other', request, spec) }));
    await prints(kubectl('certificate approve other'));
    await prints(kubectl('get csr other --no-headers'), { stdout: / Approved\n$/ });
  });
});
