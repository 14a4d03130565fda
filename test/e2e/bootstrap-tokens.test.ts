/** How machines find a cluster and prove that they may join it: bootstrap tokens. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { ask } from '../support/https.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;
const anonymous = { ca: plane.credentials.ca };
const CLUSTER_INFO = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

interface Token {
  readonly id: string;
  readonly secret: string;
  readonly data?: Readonly<Record<string, string>>;
}

async function create({ id, secret, data = {} }: Token): Promise<void> {
  const stringData = {
    'token-id': id,
    'token-secret': secret,
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
    expiration: new Date(Date.now() + 3_600_000).toISOString(),
    ...data,
  };
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    stringData,
  };
  await prints(kubectl('create -f -', { input: object }), { stdout: `secret/bootstrap-token-${id} created\n` });
}

/** A kubeconfig with the token and nothing else. */
async function kubeconfigOf({ id, secret }: Token): Promise<string> {
  const path = join(plane.directory, `${id}.kubeconfig`);
  const authority = Buffer.from(plane.credentials.ca).toString('base64');
  await writeFile(
    path,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: plane.url, 'certificate-authority-data': authority } }],
      users: [{ name: 'u', user: { token: `${id}.${secret}` } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  return path;
}

const whoami = async (token: Token) => kubectl(`--kubeconfig=${await kubeconfigOf(token)} auth whoami`);
const UNAUTHORIZED = {
  code: 1,
  stderr: /^error: You must be logged in to the server \(.*Unauthorized.*\)\n$/,
};

const becomes = (status: number, get: () => Promise<number>) =>
  eventually(async () => assert.equal(await get(), status));

test('a token is a bootstrapper until it is deleted', async () => {
  const token = {
    id: 'aaaaaa',
    secret: '0123456789abcdef',
    data: { 'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token' },
  };
  await prints(whoami(token), UNAUTHORIZED);
  await create(token);
  await prints(whoami(token), {
    stdout:
      /Username +system:bootstrap:aaaaaa\nGroups +\[system:bootstrappers system:bootstrappers:kubeadm:default-node-token system:authenticated\]\n/,
  });
  await prints(whoami({ ...token, secret: '0123456789abcdeg' }), UNAUTHORIZED);
  const kubeconfig = await kubeconfigOf(token);
  await prints(kubectl(`--kubeconfig=${kubeconfig} get secrets -n kube-system`), { code: 1, stderr: /Forbidden/ });
  await prints(kubectl('delete secret -n kube-system bootstrap-token-aaaaaa'), { stdout: /deleted/ });
  await prints(whoami(token), UNAUTHORIZED);
});

test('a token may not name groups outside of its own', async () => {
  const token = { id: 'bbbbbb', secret: '0123456789abcdef', data: { 'auth-extra-groups': 'system:masters' } };
  await create(token);
  await prints(whoami(token), UNAUTHORIZED);
  await prints(kubectl('delete secret -n kube-system bootstrap-token-bbbbbb'), { stdout: /deleted/ });
});

test('a token ends by itself, and its secret goes', async () => {
  const expiration = new Date(Date.now() + 2000).toISOString();
  const token = { id: 'cccccc', secret: '0123456789abcdef', data: { expiration } };
  await create(token);
  await prints(whoami(token), { stdout: /system:bootstrap:cccccc/ });
  const secret = '/api/v1/namespaces/kube-system/secrets/bootstrap-token-cccccc';
  await becomes(404, async () => (await plane.ask(secret)).status);
  await prints(whoami(token), UNAUTHORIZED);
});

test('no token is in the log', () => {
  assert.doesNotMatch(plane.process.stdout + plane.process.stderr, /0123456789abcde/);
});

test('who has a token can tell the cluster by it, as kubeadm does', async () => {
  const status = async () => (await ask(plane.url + CLUSTER_INFO, anonymous)).status;
  await becomes(401, status);
  const token = { id: 'dddddd', secret: '0123456789abcdef' };
  await create(token);
  await becomes(200, status);
  const { data } = JSON.parse((await ask(plane.url + CLUSTER_INFO, anonymous)).text);
  const [header, payload, signature] = data['jws-kubeconfig-dddddd'].split('.');
  assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), { alg: 'HS256', kid: 'dddddd' });
  assert.equal(payload, '');
  const signed = `${header}.${Buffer.from(data.kubeconfig).toString('base64url')}`;
  assert.equal(signature, createHmac('sha256', token.secret).update(signed).digest('base64url'));
  const [{ cluster }] = parse(data.kubeconfig).clusters;
  assert.equal(Buffer.from(cluster['certificate-authority-data'], 'base64').toString(), plane.credentials.ca);
  assert.match(cluster.server, /^https:\/\/[^/]+:\d+$/);
  // Nothing else is shown to those without a credential.
  const others = ['kube-root-ca.crt', ''].map((name) => CLUSTER_INFO.replace('cluster-info', name));
  for (const path of others) assert.equal((await ask(plane.url + path, anonymous)).status, 401);
  await prints(kubectl('delete secret -n kube-system bootstrap-token-dddddd'), { stdout: /deleted/ });
  await becomes(401, status);
});
