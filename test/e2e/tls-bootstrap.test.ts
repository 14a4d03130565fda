/** How a kubelet gets into a cluster, step by step, and what it does not get. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { testRequest } from '../../src/api/certificates/testing.ts';
import { type Client, ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { certificateUser, issued, kubectlAs, signingRequest } from '../support/signing-requests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

const GROUP = 'system:bootstrappers:kubeadm:default-node-token';
const TOKEN = { id: 'abcdef', secret: '0123456789abcdef' };
const KUBELET = {
  signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
  usages: ['digital signature', 'key encipherment', 'client auth'],
};

/** The roles that kubeadm grants, by its names for the bindings. */
const BINDINGS = {
  'kubeadm:kubelet-bootstrap': ['system:node-bootstrapper', GROUP],
  'kubeadm:node-autoapprove-bootstrap': ['system:certificates.k8s.io:certificatesigningrequests:nodeclient', GROUP],
  'kubeadm:node-autoapprove-certificate-rotation': [
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    'system:nodes',
  ],
};

const ofNode = (name: string) =>
  testRequest([
    ['O', 'system:nodes'],
    ['CN', `system:node:${name}`],
  ]);

before(async () => {
  for (const [name, [role, group]] of Object.entries(BINDINGS)) {
    await prints(kubectl(`create clusterrolebinding ${name} --clusterrole=${role} --group=${group}`));
  }
  const stringData = {
    'token-id': TOKEN.id,
    'token-secret': TOKEN.secret,
    'usage-bootstrap-authentication': 'true',
    'auth-extra-groups': GROUP,
  };
  const metadata = { name: `bootstrap-token-${TOKEN.id}`, namespace: 'kube-system' };
  const type = 'bootstrap.kubernetes.io/token';
  await prints(kubectl('create -f -', { input: { apiVersion: 'v1', kind: 'Secret', metadata, type, stringData } }));
});

const bootstrapper = () => kubectlAs(plane, 'bootstrap', { token: `${TOKEN.id}.${TOKEN.secret}` });
const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });

/** Asks for a certificate and waits until it was looked at without being approved. */
async function staysPending(asker: Client, name: string, request: object): Promise<void> {
  await prints(asker('create -f -', { input: request }));
  // Asked for later and decided: the one before was decided about too.
  const next = `${name}-next`;
  const input = signingRequest(next, await ofNode('next'), KUBELET);
  await prints((await bootstrapper())('create -f -', { input }));
  await issued(kubectl, next);
  await prints(kubectl(`get csr ${name} --no-headers`), { stdout: / Pending\n$/ });
}

/** The whole way. @returns kubectl as the kubelet */
async function join(name: string): Promise<Client> {
  const asker = await bootstrapper();
  const request = await ofNode(name);
  await prints(asker('create -f -', { input: signingRequest(`join-${name}`, request, KUBELET) }));
  const certificate = await issued(asker, `join-${name}`);
  return kubectlAs(plane, name, certificateUser(certificate, request));
}

describe('a kubelet', () => {
  test('goes from a token to a certificate to a node', async () => {
    const asker = await bootstrapper();
    await prints(asker('auth whoami'), { stdout: /\nUsername +system:bootstrap:abcdef\n/ });
    await prints(asker('create -f -', { input: node('n1') }), { code: 1, stderr: /nodes is forbidden: / });
    const kubelet = await join('n1');
    await prints(kubectl('get csr join-n1 --no-headers'), {
      stdout:
        /^join-n1 +now +kubernetes.io\/kube-apiserver-client-kubelet +system:bootstrap:abcdef +<none> +Approved,Issued\n$/,
    });
    await prints(kubectl("get csr join-n1 -o jsonpath='{.status.conditions[0].message}'"), {
      stdout: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    });
    await prints(kubelet('auth whoami'), {
      stdout: /\nUsername +system:node:n1\nGroups +\[system:nodes system:authenticated\]\n/,
    });
    await prints(kubelet('create -f -', { input: node('n1') }), { stdout: 'node/n1 created\n' });
    await prints(kubelet('get node n1 -o name'), { stdout: 'node/n1\n' });
  });

  test('renews its certificate by itself', async () => {
    const kubelet = await join('n2');
    const request = await ofNode('n2');
    await prints(kubelet('create -f -', { input: signingRequest('renew-n2', request, KUBELET) }));
    const certificate = await issued(kubelet, 'renew-n2');
    await prints(kubectl("get csr renew-n2 -o jsonpath='{.status.conditions[0].message}'"), {
      stdout: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    });
    const renewed = await kubectlAs(plane, 'n2-renewed', certificateUser(certificate, request));
    await prints(renewed('auth whoami'), { stdout: /\nUsername +system:node:n2\n/ });
  });

  test('gets a serving certificate once somebody approves', async () => {
    const kubelet = await join('n3');
    const subject = [
      ['O', 'system:nodes'],
      ['CN', 'system:node:n3'],
    ] as const;
    const request = await testRequest(subject, [{ type: 'ip', value: '192.0.2.3' }]);
    const spec = {
      signerName: 'kubernetes.io/kubelet-serving',
      usages: ['digital signature', 'key encipherment', 'server auth'],
    };
    await prints(kubelet('create -f -', { input: signingRequest('serve-n3', request, spec) }));
    await prints(kubectl('get csr serve-n3 --no-headers'), { stdout: / Pending\n$/ });
    await prints(kubelet('certificate approve serve-n3'), { code: 1, stderr: /is forbidden: / });
    await prints(kubectl('certificate approve serve-n3'));
    const certificate = new X509Certificate(await issued(kubectl, 'serve-n3'));
    assert.equal(certificate.checkIP('192.0.2.3'), '192.0.2.3');
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  });
});

describe('left to people is what', () => {
  test('a bootstrapper asks for by another name', async () => {
    const request = await testRequest([
      ['O', 'system:nodes'],
      ['CN', 'ann'],
    ]);
    await staysPending(await bootstrapper(), 'wrong-name', signingRequest('wrong-name', request, KUBELET));
  });

  test('a bootstrapper asks for in another group', async () => {
    const request = await testRequest([
      ['O', 'system:masters'],
      ['CN', 'system:node:n1'],
    ]);
    await staysPending(await bootstrapper(), 'wrong-group', signingRequest('wrong-group', request, KUBELET));
  });

  test('somebody asks for who may not', async () => {
    const token = await outputOf(kubectl('create token default'));
    const account = await kubectlAs(plane, 'account', { token: token.trim() });
    const input = signingRequest('stranger', await ofNode('n9'), KUBELET);
    await prints(account('create -f -', { input }), { code: 1, stderr: /certificatesigningrequests.* is forbidden: / });
  });
});

test('a kubelet does not speak for another node', async () => {
  const kubelet = await join('n5');
  await prints(kubelet('create -f -', { input: signingRequest('other-node', await ofNode('n1'), KUBELET) }), {
    code: 1,
    stderr: /"other-node" is forbidden: can only create a node CSR with CN=system:node:n5\n$/,
  });
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace: 'kube-node-lease' } };
  const named = (name: string) => ({ ...lease, metadata: { ...lease.metadata, name } });
  await eventually(() => prints(kubelet('create -f -', { input: named('n5') }), { stdout: /created/ }));
  await prints(kubectl('create -f -', { input: named('n6') }));
  await prints(kubelet('get lease n6 -n kube-node-lease'), {
    code: 1,
    stderr: /can only access node lease with the same name/,
  });
});
