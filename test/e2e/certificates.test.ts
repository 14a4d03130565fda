/** Certificates that are asked for through the API, from the request to the use. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { testRequest } from '../../src/api/certificates/testing.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { certificateUser, issued, kubectlAs, signingRequest } from '../support/signing-requests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

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
    const certificate = await issued(kubectl, 'ann');
    await prints(kubectl('get csr ann --no-headers'), { stdout: / Approved,Issued\n$/ });
    await prints(kubectl('describe csr ann'), { stdout: /Common Name: +ann\n.*Organization: +dev\n/s });
    const { subject, validFromDate, validToDate } = new X509Certificate(certificate);
    assert.equal(subject, 'O=dev\nCN=ann');
    // An hour, and five minutes for clocks that are behind.
    assert.equal(validToDate.getTime() - validFromDate.getTime(), 3_900_000);
    const ann = await kubectlAs(plane, 'ann', certificateUser(certificate, request));
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
