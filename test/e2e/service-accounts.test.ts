/** Tokens of service accounts: made by kubectl, used by it, verified by others, and dead with what they are bound to. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const UNAUTHORIZED = /^error: You must be logged in to the server \(/;

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

const tokenFor = async (command: string, client = kubectl) =>
  (await outputOf(client(`create token ${command}`))).trim();
const whoAmI = (token: string) => plane.bearing(token)('auth whoami -o jsonpath={.status.userInfo}');
const isDead = (token: string) => prints(whoAmI(token), { code: 1, stderr: UNAUTHORIZED });

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'runner' },
  spec: { nodeName: 'n1', serviceAccountName: 'robot', containers: [{ name: 'c', image: 'i' }] },
};

describe('kubectl create token', { concurrency: true }, () => {
  test('is the account', async () => {
    await prints(kubectl('create serviceaccount plain'));
    const token = await tokenFor(`plain --audience vault --audience ${ISSUER} --duration 10m`);
    const { aud, exp = 0, iat = 0, jti } = decodeJwt(token);
    assert.deepEqual([aud, exp - iat], [['vault', ISSUER], 600]);
    const user = JSON.parse(await outputOf(whoAmI(token)));
    assert.deepEqual(
      [user.username, user.groups, user.extra],
      [
        'system:serviceaccount:default:plain',
        ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] },
      ],
    );
  });

  test('for another audience is nobody here', async () => {
    await isDead(await tokenFor('default --audience vault'));
  });

  test('for too short a time is refused', () =>
    prints(kubectl('create token default --duration 5m'), {
      code: 1,
      stderr: /spec\.expirationSeconds: Invalid value: 300: may not specify a duration less than 10 minutes/,
    }));

  test('bound to a pod, tells pod and node, and ends with the pod', async () => {
    const inBound = await plane.namespace('bound');
    await prints(inBound('create serviceaccount robot'));
    await prints(inBound('create -f -', { input: POD }));
    const token = await tokenFor('robot --bound-object-kind Pod --bound-object-name runner', inBound);
    const { extra } = JSON.parse(await outputOf(whoAmI(token)));
    assert.deepEqual(extra['authentication.kubernetes.io/pod-name'], ['runner']);
    assert.deepEqual(extra['authentication.kubernetes.io/node-name'], ['n1']);
    await prints(inBound('delete pod runner --now --wait=false'));
    await prints(inBound('delete pod runner --force --grace-period=0 --ignore-not-found'), { stderr: /.*/ });
    await isDead(token);
  });

  test('ends with the account, and does not come back with its name', async () => {
    await prints(kubectl('create serviceaccount short-lived'));
    const token = await tokenFor('short-lived');
    await prints(whoAmI(token));
    await prints(kubectl('delete serviceaccount short-lived'));
    await isDead(token);
    await prints(kubectl('create serviceaccount short-lived'));
    await isDead(token);
  });
});

test('an open kubectl get -w ends with the account or the pod of its token, and others go on', async () => {
  const inWatched = await plane.namespace('watched');
  for (const name of ['robot', 'deleted', 'kept']) await prints(inWatched(`create serviceaccount ${name}`));
  await prints(inWatched('create rolebinding viewers --clusterrole=view --group=system:serviceaccounts:watched'));
  await prints(inWatched('create -f -', { input: POD }));
  const watch = async (token: string) => {
    const watching = plane.startBearing(token, '-n watched get configmaps -w');
    await watching.says(/kube-root-ca.crt/);
    return watching;
  };
  const ofPod = await watch(await tokenFor('robot --bound-object-kind Pod --bound-object-name runner', inWatched));
  const ofAccount = await watch(await tokenFor('deleted', inWatched));
  const kept = await watch(await tokenFor('kept', inWatched));
  await prints(inWatched('delete pod runner --force --grace-period=0'), { stderr: /.*/ });
  await prints(inWatched('delete serviceaccount deleted'));
  await prints(inWatched('create configmap after'));
  for (const watching of [ofPod, ofAccount]) {
    const { code, stdout } = await watching.ended();
    assert.deepEqual([typeof code, /after/.test(stdout)], ['number', false]);
  }
  await kept.says(/after/);
  kept.child.kill();
  await kept.ended();
});

test('a secret of the type gets a token, which ends with the secret', async () => {
  await prints(kubectl('create serviceaccount old'));
  const annotations = { 'kubernetes.io/service-account.name': 'old' };
  const type = 'kubernetes.io/service-account-token';
  const input = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'old', annotations }, type };
  await prints(kubectl('create -f -', { input }));
  let token = '';
  await eventually(async () => {
    token = Buffer.from(await outputOf(kubectl('get secret old -o jsonpath={.data.token}')), 'base64').toString();
    assert.notEqual(token, '');
  });
  const { username } = JSON.parse(await outputOf(whoAmI(token)));
  assert.equal(username, 'system:serviceaccount:default:old');
  await eventually(() =>
    prints(kubectl('get secret old -L kubernetes.io/legacy-token-last-used'), { stdout: /\d{4}-\d\d-\d\d\n$/ }),
  );
  await prints(kubectl('delete secret old'));
  await isDead(token);
});

test('an account of a pipeline deploys into its namespace, and does nothing else', async () => {
  const inTeam = await plane.namespace('team');
  await prints(inTeam('create serviceaccount pipeline'));
  const verbs = '--verb=get,list,watch,create,update,patch,delete';
  await prints(inTeam(`create role deployer ${verbs} --resource=deployments.apps,configmaps`));
  await prints(inTeam('create rolebinding deployer --role=deployer --serviceaccount=team:pipeline'));
  const asPipeline = plane.bearing(await tokenFor('pipeline --duration 15m', inTeam));
  await prints(asPipeline('-n team create deployment web --image=nginx:1.29'), {
    stdout: 'deployment.apps/web created\n',
  });
  await prints(asPipeline('-n team set image deployment/web nginx=nginx:1.30'), {
    stdout: 'deployment.apps/web image updated\n',
  });
  const who = 'User "system:serviceaccount:team:pipeline" cannot';
  for (const [command, refused] of [
    [
      '-n default create deployment web --image=nginx',
      `${who} create resource "deployments" in API group "apps" in the namespace "default"`,
    ],
    ['-n team get secrets', `${who} list resource "secrets" in API group "" in the namespace "team"`],
    [
      '-n team create token pipeline',
      `${who} create resource "serviceaccounts/token" in API group "" in the namespace "team"`,
    ],
    ['get nodes', `${who} list resource "nodes" in API group "" at the cluster scope`],
  ] as const) {
    const { code, stderr } = await asPipeline(command);
    assert.equal(code, 1, command);
    assert.ok(stderr.includes(refused), stderr);
  }
  // Whoever has a token may learn how tokens are verified.
  const keys = JSON.parse(await outputOf(asPipeline('get --raw /openid/v1/jwks')));
  assert.equal(keys.keys.length, 1);
});

describe('a pod', () => {
  const pod = (name: string, spec: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'i', ...spec }] },
  });

  test('runs as the default account of a namespace that was made a moment ago, with its token', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } };
    const quick = pod('quick');
    const input = {
      apiVersion: 'v1',
      kind: 'List',
      items: [namespace, { ...quick, metadata: { ...quick.metadata, namespace: 'fresh' } }],
    };
    await prints(kubectl('create -f -', { input }));
    const { spec } = JSON.parse(await outputOf(kubectl('get pod quick -n fresh -o json')));
    const [volume] = spec.volumes;
    assert.match(volume.name, /^kube-api-access-[a-z0-9]{5}$/);
    assert.deepEqual(
      volume.projected.sources.map((source: object) => Object.keys(source)[0]),
      ['serviceAccountToken', 'configMap', 'downwardAPI'],
    );
    const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
    assert.deepEqual(spec.containers[0].volumeMounts, [{ mountPath, name: volume.name, readOnly: true }]);
    assert.deepEqual([spec.serviceAccountName, spec.serviceAccount], ['default', 'default']);
  });

  test('of an account that is not there is refused', async () => {
    const orphan = {
      ...pod('orphan'),
      spec: { serviceAccountName: 'nobody', containers: [{ name: 'c', image: 'i' }] },
    };
    await prints(kubectl('create -f -', { input: orphan }), {
      code: 1,
      stderr:
        'Error from server (Forbidden): error when creating "STDIN": pods "orphan" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found\n',
    });
  });

  test('CVE-2024-3177: of an account that enforces it, mounts the secrets of the account alone', async () => {
    const inVault = await plane.namespace('vault');
    await eventually(() => prints(inVault('get serviceaccount default -o name')));
    await prints(inVault('annotate serviceaccount default kubernetes.io/enforce-mountable-secrets=true'), {
      stderr: /^Warning: .*deprecated in v1\.32\+/,
    });
    const input = pod('thief', { envFrom: [{ secretRef: { name: 'gold' } }] });
    const why =
      'container c with envFrom referencing secret.secretName="gold" is not allowed because service account default does not reference that secret';
    await prints(inVault('create -f -', { input }), {
      code: 1,
      stderr: `Error from server (Forbidden): error when creating "STDIN": pods "thief" is forbidden: ${why}\n`,
    });
  });
});

test('others verify tokens with what is told about the issuer', async () => {
  const { status, text, headers } = await plane.ask('/.well-known/openid-configuration');
  assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=3600']);
  const { issuer, jwks_uri } = JSON.parse(text);
  assert.deepEqual([issuer, jwks_uri], [ISSUER, `${plane.url}/openid/v1/jwks`]);
  const keys = createLocalJWKSet(JSON.parse(await outputOf(kubectl('get --raw /openid/v1/jwks'))));
  const { payload } = await jwtVerify(await tokenFor('default --audience vault'), keys, { issuer, audience: 'vault' });
  assert.equal(payload.sub, 'system:serviceaccount:default:default');
});

test('TokenReview tells the audiences that a token is good for', async () => {
  const token = await tokenFor('default --audience vault --audience other');
  const spec = { token, audiences: ['vault', 'third'] };
  const input = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec };
  const reviewed = JSON.parse(await outputOf(kubectl('create -o json -f -', { input })));
  assert.deepEqual([reviewed.status.authenticated, reviewed.status.audiences], [true, ['vault']]);
});

test('keys are replaced while tokens of the old one are in use', async () => {
  const before = await tokenFor('default');
  await plane.down();
  const next = join(plane.directory, 'next.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(next, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const own = join(plane.dataDir, 'pki', 'sa.pub');
  const flags = [`--service-account-signing-key-file=${next}`, `--service-account-key-file=${own}`];
  const replaced = await ControlPlane.start({ dataDir: plane.dataDir, flags });
  try {
    const asBearer = (token: string) => replaced.bearing(token)('auth whoami -o jsonpath={.status.userInfo.username}');
    const account = { stdout: 'system:serviceaccount:default:default' };
    await prints(asBearer(before), account);
    const after = await tokenFor('default', replaced.kubectl);
    await prints(asBearer(after), account);
    const keys = JSON.parse(await outputOf(replaced.kubectl('get --raw /openid/v1/jwks')));
    assert.deepEqual(
      keys.keys.map(({ alg }: { alg: string }) => alg),
      ['RS256', 'ES256'],
    );
  } finally {
    await replaced.stop();
  }
});
