import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { testRequest } from '../../api/certificates/testing.ts';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import { Issuer } from '../../pki/issuer.ts';
import { ManualClock } from '../../util/clock.ts';
import { removalTime } from './cleaner.ts';
import type { SigningRequest } from './request-object.ts';
import { type CertificateAuthority, lifetimeOf } from './signer.ts';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const NODE = [
  ['O', 'system:nodes'],
  ['CN', 'system:node:a'],
] as const;
const KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet';
const NODE_USAGES = ['digital signature', 'key encipherment', 'client auth'];
const HOUR = 3_600_000;

function authorityAt(now: () => number): CertificateAuthority {
  const issuer = new Issuer({ now, randomBytes });
  const { certificate, privateKey } = issuer.selfSigned('test');
  const signer = { certificate, privateKey: createPrivateKey(privateKey) };
  return { sign: async (_name, what) => issuer.issueRequested(signer, what) };
}

async function open(
  t: { after(close: () => Promise<void>): void },
  authorizer?: Authorizer,
): Promise<TestCluster & { clock: ManualClock }> {
  const clock = new ManualClock(Date.parse('2030-01-01T00:00:00Z'));
  const authority = authorityAt(() => clock.now());
  const cluster = await openTestCluster({
    clock,
    ...(authorizer && { authorizer }),
    signing: { authority, longestLifetime: 24 * HOUR },
  });
  t.after(cluster.close);
  return { ...cluster, clock };
}

async function signingRequest(name: string, subject: Parameters<typeof testRequest>[0], spec: object) {
  const { pem } = await testRequest(subject);
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: Buffer.from(pem).toString('base64'), ...spec },
  };
}

async function approve(cluster: TestCluster, name: string): Promise<void> {
  const { body } = await cluster.call('GET', `${PATH}/${name}`);
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: 'by hand' }];
  const { status } = await cluster.call('PUT', `${PATH}/${name}/approval`, { ...body, status: { conditions } });
  assert.equal(status, 200);
}

const certificateOf = (body: any) => new X509Certificate(Buffer.from(body.status.certificate, 'base64'));

describe('signing', () => {
  test('waits for approval', async (t) => {
    const cluster = await open(t);
    const spec = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], expirationSeconds: 600 };
    await cluster.create(PATH, await signingRequest('ann', [['CN', 'ann']], spec));
    assert.equal((await cluster.call('GET', `${PATH}/ann`)).body.status.certificate, undefined);
    await approve(cluster, 'ann');
    const certificate = certificateOf(await cluster.until(`${PATH}/ann`, (_, body) => body.status.certificate));
    assert.equal(certificate.subject, 'CN=ann');
    assert.equal(certificate.validToDate.getTime(), cluster.clock.now() + 600_000);
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2']);
  });

  test('fails what the signer must not sign, for good', async (t) => {
    const cluster = await open(t);
    const spec = { signerName: KUBELET, usages: ['client auth'] };
    await cluster.create(PATH, await signingRequest('bad', NODE, spec));
    await approve(cluster, 'bad');
    const { status } = await cluster.until(`${PATH}/bad`, (_, body) => body.status.conditions.length === 2);
    assert.deepEqual(status.conditions[1], {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message: 'usages did not match [client auth digital signature key encipherment]',
      lastUpdateTime: '2030-01-01T00:00:00Z',
      lastTransitionTime: '2030-01-01T00:00:00Z',
    });
    assert.equal(status.certificate, undefined);
  });
});

describe('approval by itself', () => {
  // The authorizer of these tests allows everything; who may is proven end to end.
  test('is for clients of nodes', async (t) => {
    const cluster = await open(t);
    await cluster.create(PATH, await signingRequest('node', NODE, { signerName: KUBELET, usages: NODE_USAGES }));
    const { status } = await cluster.until(`${PATH}/node`, (_, body) => body.status.certificate);
    const [{ type, reason, message }] = status.conditions;
    assert.deepEqual(
      { type, reason, message },
      {
        type: 'Approved',
        reason: 'AutoApproved',
        message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
      },
    );
  });

  test('is tried again for who was allowed later', async (t) => {
    let asked = 0;
    const authorizer: Authorizer = {
      name: 'test',
      authorize({ subresource }) {
        const isFirst = subresource.endsWith('nodeclient') && asked++ === 0;
        return { outcome: isFirst ? 'no-opinion' : 'allow', reason: '' };
      },
    };
    const cluster = await open(t, authorizer);
    await cluster.create(PATH, await signingRequest('node', NODE, { signerName: KUBELET, usages: NODE_USAGES }));
    await cluster.until(`${PATH}/node`, (_, body) => {
      cluster.clock.advance(1000);
      return body.status.certificate;
    });
    assert.equal(asked, 2);
  });

  const left: { what: string; subject: Parameters<typeof testRequest>[0]; spec: object }[] = [
    { what: 'another name', subject: [NODE[0], ['CN', 'ann']], spec: { signerName: KUBELET, usages: NODE_USAGES } },
    { what: 'other usages', subject: NODE, spec: { signerName: KUBELET, usages: ['client auth'] } },
    {
      what: 'another signer',
      subject: NODE,
      spec: { signerName: 'kubernetes.io/kube-apiserver-client', usages: NODE_USAGES },
    },
  ];
  for (const { what, subject, spec } of left) {
    test(`is not for ${what}`, async (t) => {
      const cluster = await open(t);
      await cluster.create(PATH, await signingRequest('left', subject, spec));
      // Behind it in the same queue: when this one is decided, the other has been looked at.
      await cluster.create(PATH, await signingRequest('next', NODE, { signerName: KUBELET, usages: NODE_USAGES }));
      await cluster.until(`${PATH}/next`, (_, body) => body.status.certificate);
      assert.deepEqual((await cluster.call('GET', `${PATH}/left`)).body.status, {});
    });
  }
});

describe('cleaning up', () => {
  test('removes a request that nobody has decided about for a day', async (t) => {
    const cluster = await open(t);
    const spec = { signerName: 'example.com/signer', usages: ['client auth'] };
    await cluster.create(PATH, await signingRequest('left', [['CN', 'ann']], spec));
    cluster.clock.advance(24 * HOUR - 1000);
    assert.equal((await cluster.call('GET', `${PATH}/left`)).status, 200);
    cluster.clock.advance(1000);
    await cluster.untilGone(`${PATH}/left`);
  });

  const created = Date.parse('2030-01-01T00:00:00Z');
  const verdict = (type: string) => ({ type, status: 'True', lastUpdateTime: '2030-01-01T02:00:00Z' });
  const issuer = new Issuer({ now: () => created, randomBytes });
  const short = Buffer.from(
    issuer.issue(
      {
        certificate: issuer.selfSigned('x').certificate,
        privateKey: createPrivateKey(issuer.selfSigned('x').privateKey),
      },
      { commonName: 'ann', usage: 'client', lifetime: HOUR },
    ).certificate,
  ).toString('base64');
  const cases: { what: string; status: object; hours: number }[] = [
    { what: 'waiting: a day', status: {}, hours: 24 },
    { what: 'denied: an hour from then', status: { conditions: [verdict('Denied')] }, hours: 3 },
    { what: 'failed: an hour from then', status: { conditions: [verdict('Approved'), verdict('Failed')] }, hours: 3 },
    { what: 'approved and not issued: a day from then', status: { conditions: [verdict('Approved')] }, hours: 26 },
    { what: 'issued: an hour', status: { conditions: [verdict('Approved')], certificate: 'unreadable' }, hours: 3 },
    { what: 'expired: at once', status: { conditions: [verdict('Approved')], certificate: short }, hours: 1 },
  ];
  for (const { what, status, hours } of cases) {
    test(what, () => {
      const metadata = { name: 'x', creationTimestamp: '2030-01-01T00:00:00Z' };
      const request = { metadata, status } as unknown as SigningRequest;
      assert.equal(removalTime(request), created + hours * HOUR);
    });
  }
});

test('a life is at least ten minutes and at most what the signer grants', () => {
  assert.deepEqual(
    [undefined, 60, 600, 7200, 999_999].map((seconds) => lifetimeOf(seconds, 2 * HOUR)),
    [2 * HOUR, 600_000, 600_000, 2 * HOUR, 2 * HOUR],
  );
});
