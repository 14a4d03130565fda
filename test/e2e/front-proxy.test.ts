/** A proxy that has authenticated its clients itself, and those who pretend to be one. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Issuer } from '../../src/pki/issuer.ts';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { type Answer, type Ask, ask, askHttp2, type Credentials, connectHttp2 } from '../support/https.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { ca } = plane.credentials;
const issuer = new Issuer({ now: Date.now, randomBytes });
const pki = (name: string) => join(plane.dataDir, 'pki', name);

async function certified(authority: string, commonName: string): Promise<Credentials> {
  const [certificate, key] = await Promise.all(
    ['crt', 'key'].map((ending) => readFile(pki(`${authority}.${ending}`), 'utf8')),
  );
  const signer = { certificate: certificate!, privateKey: createPrivateKey(key!) };
  const pair = issuer.issue(signer, { commonName, usage: 'client' });
  return { ca, cert: pair.certificate, key: pair.privateKey };
}

const JANE = {
  'X-Remote-User': 'jane',
  'X-Remote-Uid': '42',
  'X-Remote-Group': 'dev',
  'X-Remote-Extra-Acme.com%2fproject': 'some',
};
const REVIEW: Ask = {
  method: 'POST',
  body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
};
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

const WIRES: Readonly<Record<string, (credentials: Credentials, path: string, request: Ask) => Promise<Answer>>> = {
  'HTTP/1.1': (credentials, path, request) => ask(plane.url + path, credentials, request),
  async 'HTTP/2'(credentials, path, request) {
    const session = await connectHttp2(plane.url, credentials);
    try {
      const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
      return await askHttp2(session, path, { ...request, headers: Object.fromEntries(headers) });
    } finally {
      session.close();
    }
  },
};

for (const [wire, send] of Object.entries(WIRES)) {
  describe(wire, () => {
    const userOf = async (credentials: Credentials, headers: Readonly<Record<string, string>>) => {
      const { status, text } = await send(credentials, REVIEWS, { ...REVIEW, headers });
      return status === 201 ? JSON.parse(text).status.userInfo : status;
    };

    test('a front proxy speaks for its users, who may no more than they may', async () => {
      const proxy = await certified('front-proxy-ca', 'front-proxy-client');
      assert.deepEqual(await userOf(proxy, JANE), {
        username: 'jane',
        uid: '42',
        groups: ['dev', 'system:authenticated'],
        extra: { 'acme.com/project': ['some'] },
      });
      const namespaces = '/api/v1/namespaces';
      assert.equal((await send(proxy, namespaces, { headers: JANE })).status, 403);
      const admin = { ...JANE, 'X-Remote-Group': 'system:masters' };
      assert.equal((await send(proxy, namespaces, { headers: admin })).status, 200);
    });

    test('without headers it is nobody', async () => {
      assert.equal(await userOf(await certified('front-proxy-ca', 'front-proxy-client'), {}), 401);
    });

    test('who is certified as something else is no front proxy', async () => {
      assert.equal(await userOf(await certified('front-proxy-ca', 'jane'), JANE), 401);
      assert.equal((await userOf(await certified('ca', 'front-proxy-client'), JANE)).username, 'front-proxy-client');
    });

    test('everyone else is who they are, whatever they say', async () => {
      assert.equal((await userOf(plane.credentials, JANE)).username, 'kubernetes-admin');
      assert.equal(await userOf({ ca }, JANE), 401);
    });
  });
}

test('extension servers are told whom to believe', async () => {
  const get = 'get configmap -n kube-system extension-apiserver-authentication -o json';
  const { data } = JSON.parse(await outputOf(plane.kubectl(get)));
  assert.equal(data['client-ca-file'], await readFile(pki('ca.crt'), 'utf8'));
  assert.equal(data['requestheader-client-ca-file'], await readFile(pki('front-proxy-ca.crt'), 'utf8'));
  assert.equal(data['requestheader-allowed-names'], '["front-proxy-client"]');
  assert.equal(data['requestheader-username-headers'], '["X-Remote-User"]');
});

test('TOB-K8S: one authority for users and front proxies is refused, unless front proxies have names', async () => {
  const flags = ['--data-dir', plane.dataDir, '--port', '0', '--requestheader-client-ca-file', pki('ca.crt')];
  const message =
    /^.*--requestheader-client-ca-file and the authorities of clients contain overlapping certificates; --requestheader-allowed-names must be specified/s;
  await prints(launch([...flags, '--requestheader-allowed-names=']).ended(), { code: 2, stderr: message });
});
