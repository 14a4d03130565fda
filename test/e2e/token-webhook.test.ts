/** A webhook that knows whose tokens are, over TLS. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { stringify } from 'yaml';
import { ensureClusterPki } from '../../src/pki/cluster-pki.ts';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { ask } from '../support/https.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-hook-'));
after(() => rm(directory, { recursive: true }));
const pki = await ensureClusterPki({
  directory: join(directory, 'pki'),
  servingNames: ['127.0.0.1'],
  ports: { now: Date.now, randomBytes },
});

const CANARY = `canary-${randomBytes(8).toString('hex')}`;
const asked: any[] = [];
let isUp = true;
const { certificate: cert, privateKey: key } = pki.serving;
const hook = createServer({ cert, key }, async (request, response) => {
  const review = (await json(request)) as any;
  asked.push({ path: request.url, authorization: request.headers.authorization, review });
  const isJane = review.spec.token === `jane-${CANARY}`;
  const user = { username: 'jane', uid: '42', groups: ['dev'], extra: { project: ['some'] } };
  response.writeHead(isUp ? 200 : 503);
  response.end(isUp ? JSON.stringify({ ...review, status: isJane ? { authenticated: true, user } : {} }) : CANARY);
});
hook.listen(0, '127.0.0.1');
await once(hook, 'listening');
after(() => {
  hook.closeAllConnections();
  hook.close();
});

function kubeconfig(cluster: object = {}): string {
  const server = `https://127.0.0.1:${(hook.address() as AddressInfo).port}/authenticate`;
  const authority = Buffer.from(pki.authority.certificate).toString('base64');
  return stringify({
    clusters: [{ name: 'hook', cluster: { server, 'certificate-authority-data': authority, ...cluster } }],
    users: [{ name: 'allium', user: { token: `allium-${CANARY}` } }],
    contexts: [{ name: 'hook', context: { cluster: 'hook', user: 'allium' } }],
    'current-context': 'hook',
  });
}

const config = join(directory, 'hook.kubeconfig');
await writeFile(config, kubeconfig());
const plane = await ControlPlane.start({ flags: ['--authentication-token-webhook-config-file', config] });
after(plane.stop);
const { ca } = plane.credentials;

/** kubectl that has nothing but a token. */
const whoami = (token: string) =>
  plane.kubectl(
    `--kubeconfig=/dev/null --server=${plane.url} --certificate-authority=${plane.dataDir}/pki/ca.crt --token=${token} auth whoami`,
  );

test('a token that the webhook knows', async () => {
  await prints(whoami(`jane-${CANARY}`), {
    stdout:
      /^ATTRIBUTE +VALUE\nUsername +jane\nUID +42\nGroups +\[dev system:authenticated\]\nExtra: project +\[some\]\n$/,
  });
  assert.equal(asked.length, 1);
  const { path, authorization, review } = asked[0];
  assert.deepEqual([path, authorization], ['/authenticate', `Bearer allium-${CANARY}`]);
  assert.deepEqual(review, {
    kind: 'TokenReview',
    apiVersion: 'authentication.k8s.io/v1beta1',
    metadata: {},
    spec: { token: `jane-${CANARY}`, audiences: ['https://kubernetes.default.svc.cluster.local'] },
  });
});

test('it is asked once', async () => {
  const before = asked.length;
  const headers = { authorization: `Bearer jane-${CANARY}` };
  for (let i = 0; i < 5; i++) {
    assert.equal((await ask(`${plane.url}/api/v1/namespaces`, { ca }, { headers })).status, 403);
  }
  assert.equal(asked.length, before);
});

test('others are told whose the token is, by TokenReview', async () => {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: `jane-${CANARY}` } };
  const { status } = JSON.parse(await outputOf(plane.kubectl('create -o json -f -', { input: review })));
  assert.deepEqual(status, {
    authenticated: true,
    user: { username: 'jane', uid: '42', groups: ['dev', 'system:authenticated'], extra: { project: ['some'] } },
    audiences: ['https://kubernetes.default.svc.cluster.local'],
  });
});

test('what it does not know, nobody is', async () => {
  await prints(whoami('joe'), { code: 1, stderr: /Unauthorized/ });
  await prints(whoami('joe'), { code: 1, stderr: /Unauthorized/ });
  assert.equal(asked.filter(({ review }) => review.spec.token === 'joe').length, 1);
});

test('while it is down, its tokens are refused and nobody else is concerned', async () => {
  isUp = false;
  await prints(whoami('new'), { code: 1, stderr: /Unauthorized/ });
  await prints(whoami(`jane-${CANARY}`), { stdout: /Username +jane/ });
  await prints(plane.kubectl('auth whoami'), { stdout: /kubernetes-admin/ });
  isUp = true;
  await prints(whoami('new'), { code: 1, stderr: /Unauthorized/ });
  assert.equal(asked.filter(({ review }) => review.spec.token === 'new').length, 2);
  assert.match(plane.process.stderr, /the token webhook could not be asked/);
});

test('metrics tell how it answers, and how often it need not be asked', async () => {
  const metrics = await outputOf(plane.kubectl('get --raw /metrics'));
  for (const pattern of [
    /^apiserver_delegated_authn_request_total\{code="200"\} [1-9]/m,
    /^apiserver_delegated_authn_request_total\{code="503"\} 1$/m,
    /^apiserver_delegated_authn_request_duration_seconds_count\{code="200"\} [1-9]/m,
    /^authentication_token_cache_request_total\{status="hit"\} [1-9]/m,
  ]) {
    assert.match(metrics, pattern);
  }
});

test('nothing that is secret, and nothing that the webhook answers, is in the log', () => {
  assert.doesNotMatch(plane.process.stdout + plane.process.stderr, new RegExp(CANARY));
});

test('a webhook that would not be verified is refused at the start', async () => {
  const insecure = join(directory, 'insecure.kubeconfig');
  await writeFile(insecure, kubeconfig({ 'insecure-skip-tls-verify': true }));
  const flags = ['--data-dir', join(directory, 'data'), '--authentication-token-webhook-config-file', insecure];
  await prints(launch([...flags, '--port', '0']).ended(), {
    code: 2,
    stderr: /insecure-skip-tls-verify cannot be used: the webhook must be verified/,
  });
});
