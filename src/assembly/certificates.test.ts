/** Who may decide about certificate requests. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { testRequest } from '../api/certificates/testing.ts';
import type { Attributes, Authorizer } from '../authorization/authorizer.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { Issuer } from '../pki/issuer.ts';
import { certificatesFact } from './certificates.ts';
import { openTestApi } from './testing.ts';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** Allows everything but signers, and of those only the ones that are named: `approve kubernetes.io/*`. */
function allowing(...permissions: readonly string[]): Authorizer {
  const allows = ({ resource, group, verb, name }: Attributes) =>
    resource !== 'signers' || (group === 'certificates.k8s.io' && permissions.includes(`${verb} ${name}`));
  return {
    name: 'test',
    authorize: (attributes) => ({ outcome: allows(attributes) ? 'allow' : 'no-opinion', reason: '' }),
  };
}

async function signingRequest(organization: string, signerName: string) {
  const { pem } = await testRequest([
    ['O', organization],
    ['CN', 'ann'],
  ]);
  const spec = { request: Buffer.from(pem).toString('base64'), signerName, usages: ['client auth'] };
  return { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'ann' }, spec };
}

const SIGNER = 'example.com/signer';
const refusedTo = (verb: string) =>
  `certificatesigningrequests.certificates.k8s.io "ann" is forbidden: user not permitted to ${verb} requests with signerName "${SIGNER}"`;

const cases: { what: string; permissions: string[]; subresource: 'approval' | 'status'; refused?: string }[] = [
  { what: 'approves', permissions: [`approve ${SIGNER}`], subresource: 'approval' },
  { what: 'approves for a domain', permissions: ['approve example.com/*'], subresource: 'approval' },
  { what: 'may only sign', permissions: [`sign ${SIGNER}`], subresource: 'approval', refused: refusedTo('approve') },
  {
    what: 'approves for another signer',
    permissions: ['approve example.com/other', 'approve kubernetes.io/*'],
    subresource: 'approval',
    refused: refusedTo('approve'),
  },
  { what: 'signs', permissions: [`sign ${SIGNER}`], subresource: 'status' },
  { what: 'signs for a domain', permissions: ['sign example.com/*'], subresource: 'status' },
  {
    what: 'may only approve',
    permissions: ['approve example.com/*'],
    subresource: 'status',
    refused: refusedTo('sign'),
  },
];

describe('who', () => {
  for (const { what, permissions, subresource, refused } of cases) {
    test(`${what}: ${refused ? 'refused' : 'allowed'} ${subresource}`, async (t) => {
      const { call, close } = await openTestApi({ authorizer: allowing(...permissions) });
      t.after(close);
      const { body } = await call('POST', PATH, await signingRequest('dev', SIGNER));
      const type = subresource === 'approval' ? 'Approved' : 'Failed';
      const status = { conditions: [{ type, status: 'True', reason: 'Test' }] };
      const answer = await call('PUT', `${PATH}/ann/${subresource}`, { ...body, status });
      assert.deepEqual([answer.status, answer.body.message], refused ? [403, refused] : [200, undefined]);
    });
  }

  test('changes nothing in the status needs no permission', async (t) => {
    const { call, close } = await openTestApi({ authorizer: allowing() });
    t.after(close);
    const { body } = await call('POST', PATH, await signingRequest('dev', SIGNER));
    assert.equal((await call('PUT', `${PATH}/ann/status`, body)).status, 200);
  });
});

describe('system:masters', () => {
  const message =
    'certificatesigningrequests.certificates.k8s.io "ann" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed';
  const signers = [
    { signer: 'kubernetes.io/kube-apiserver-client', refused: true },
    { signer: SIGNER, refused: false },
  ];
  for (const { signer, refused } of signers) {
    test(`with ${signer}: ${refused ? 'refused' : 'allowed'}`, async (t) => {
      const { call, close } = await openTestApi();
      t.after(close);
      const { status, body } = await call('POST', PATH, await signingRequest('system:masters', signer));
      assert.deepEqual([status, body.message], refused ? [403, message] : [201, undefined]);
    });
  }
});

test('the ready screen tells of the authority, and of a rotation', () => {
  const issuer = new Issuer({ now: () => Date.parse('2030-01-01T00:00:00Z'), randomBytes });
  const authority = issuer.selfSigned('kubernetes-1');
  const pki = { authority, trusted: authority.certificate } as ClusterPki;
  const during = { ...pki, trusted: authority.certificate + issuer.selfSigned('kubernetes').certificate };
  assert.equal(certificatesFact(pki), 'issued by CN=kubernetes-1 until 2039-12-30');
  assert.match(certificatesFact(during), /until 2039-12-30; a rotation is under way: `allium ca status`$/);
});
