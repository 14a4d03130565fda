import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { Issuer } from '../../pki/issuer.ts';
import type { PemPair } from '../../pki/pem-pair.ts';
import type { ApiRequest, Headers } from '../../request/http.ts';
import { TrustedAuthorities } from '../x509/authorities.ts';
import { requestHeaderAuthenticator } from './request-header.ts';

const issuer = new Issuer({ now: Date.now, randomBytes });
const proxies = issuer.selfSigned('front-proxy-ca');
const clients = issuer.selfSigned('kubernetes');
const HEADERS = {
  username: ['X-Remote-User'],
  uid: ['X-Remote-Uid'],
  groups: ['X-Remote-Group'],
  extraPrefixes: ['X-Remote-Extra-'],
};
const JANE: Headers = { 'x-remote-user': 'jane', 'x-remote-group': 'dev' };

function leafOf(authority: PemPair, commonName: string, usage: 'client' | 'server' = 'client'): X509Certificate {
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  return new X509Certificate(issuer.issue(signer, { commonName, usage }).certificate);
}

function requestOf(leaf: X509Certificate | undefined, identityHeaders: Headers | undefined): ApiRequest {
  const clientCertificate = leaf && { leaf, chain: [], connection: {} };
  return { clientCertificate, identityHeaders, headers: JANE } as unknown as ApiRequest;
}

function open(allowedNames: readonly string[] = ['front-proxy-client'], now: () => number = Date.now) {
  const authorities = new TrustedAuthorities([proxies.certificate]);
  return {
    authorities,
    authenticator: requestHeaderAuthenticator({ authorities, allowedNames, headers: HEADERS, now }),
  };
}

test('a front proxy speaks for its users', async () => {
  const found = await open().authenticator.authenticate(requestOf(leafOf(proxies, 'front-proxy-client'), JANE));
  assert.ok(found.outcome === 'authenticated');
  assert.deepEqual(found.user, { name: 'jane', groups: ['dev', 'system:authenticated'] });
  assert.match(found.credential!.id, /^X509SHA256=/);
});

test('without names, every certificate of the authority is a front proxy’s', async () => {
  const found = await open([]).authenticator.authenticate(requestOf(leafOf(proxies, 'any'), JANE));
  assert.equal(found.outcome, 'authenticated');
});

describe('no opinion', () => {
  const proxy = leafOf(proxies, 'front-proxy-client');
  const cases: { name: string; leaf: X509Certificate | undefined; headers?: Headers | undefined }[] = [
    { name: 'no certificate', leaf: undefined, headers: JANE },
    { name: 'a certificate of the authority of clients', leaf: leafOf(clients, 'front-proxy-client'), headers: JANE },
    { name: 'another name', leaf: leafOf(proxies, 'kubernetes-admin'), headers: JANE },
    { name: 'a certificate for servers', leaf: leafOf(proxies, 'front-proxy-client', 'server'), headers: JANE },
    { name: 'no headers', leaf: proxy },
    { name: 'no user', leaf: proxy, headers: { 'x-remote-group': 'system:masters' } },
  ];
  for (const { name, leaf, headers } of cases) {
    test(name, async () => {
      assert.deepEqual(await open().authenticator.authenticate(requestOf(leaf, headers)), { outcome: 'no-opinion' });
    });
  }

  test('a certificate that has expired', async () => {
    const { authenticator } = open(undefined, () => proxy.validToDate.getTime() + 1);
    assert.equal((await authenticator.authenticate(requestOf(proxy, JANE))).outcome, 'no-opinion');
  });

  test('an authority that is no longer trusted, on a connection that is open', async () => {
    const { authenticator, authorities } = open();
    const request = requestOf(proxy, JANE);
    assert.equal((await authenticator.authenticate(request)).outcome, 'authenticated');
    authorities.replace([clients.certificate]);
    assert.equal((await authenticator.authenticate(request)).outcome, 'no-opinion');
  });
});
