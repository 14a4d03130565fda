/** People who log in at an OpenID Connect provider. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ControlPlane, launch } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { ask } from '../support/https.ts';
import { CLIENT, OidcProvider } from '../support/oidc-provider.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-oidc-'));
const provider = await OidcProvider.start({
  directory,
  people: {
    jane: { groups: ['dev'], email: 'jane@example.com', email_verified: true },
    joe: { groups: [], email: 'joe@example.com', email_verified: true },
    mallory: { groups: ['dev'], email: 'jane@example.com', email_verified: false },
  },
});
const file = join(directory, 'authentication.yaml');

interface Configuration {
  readonly prefix?: string;
  readonly url?: string;
  readonly audience?: string;
}

function configure({ prefix = 'oidc:', url = provider.url, audience = CLIENT.id }: Configuration = {}): Promise<void> {
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url, audiences: [audience], certificateAuthority: provider.authority },
        claimMappings: {
          username: { expression: `'${prefix}' + claims.email` },
          groups: { claim: 'groups', prefix },
          uid: { claim: 'sub' },
        },
        claimValidationRules: [{ expression: 'claims.email_verified == true', message: 'the address is not verified' }],
        userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: 'reserved' }],
      },
    ],
    anonymous: { enabled: true, conditions: [{ path: '/livez' }] },
  };
  return writeFile(file, JSON.stringify(configuration));
}

await configure();
const plane = await ControlPlane.start({ flags: ['--authentication-config', file] });
after(async () => {
  await plane.stop();
  await provider.stop();
  await rm(directory, { recursive: true, force: true });
});

/** kubectl with a token and nothing else. */
const kubectlAs = (token: string, command: string, server = plane) => {
  const authority = join(server.dataDir, 'pki', 'ca.crt');
  const connection = `--kubeconfig=/dev/null --server=${server.url} --certificate-authority=${authority}`;
  return server.kubectl(`${connection} --token=${token} ${command}`);
};
const whoami = (name: string, group: string) =>
  new RegExp(`^ATTRIBUTE +VALUE\\nUsername +${name}\\nUID +jane\\nGroups +\\[${group} system:authenticated\\]\\n`);
const UNAUTHORIZED = /\(Unauthorized\)|Unauthorized|must be logged in/;

const { idToken, refreshToken } = await provider.login('jane');
await prints(plane.kubectl('create clusterrolebinding dev --clusterrole=view --group=oidc:dev'), { stdout: /created/ });

test('a person is who the provider says, with the groups that the claims map to', async () => {
  await prints(kubectlAs(idToken, 'auth whoami'), { stdout: whoami('oidc:jane@example.com', 'oidc:dev') });
  await prints(kubectlAs(idToken, 'auth can-i list pods'), { stdout: 'yes\n' });
  await prints(kubectlAs(idToken, 'create configmap c'), {
    code: 1,
    stderr: /^error: failed to create configmap: configmaps is forbidden: User "oidc:jane@example\.com" cannot create/,
  });
});

test('a token that the rules refuse is no token', async () => {
  const mallory = await provider.login('mallory');
  await prints(kubectlAs(mallory.idToken, 'auth whoami'), { code: 1, stderr: UNAUTHORIZED });
  await plane.process.says(/"reason":"https:[^"]*validation expression[^"]*the address is not verified"/, 'stderr');
  const signatures = [idToken, mallory.idToken].map((token) => token.split('.')[2]!);
  const metrics = (await plane.ask('/metrics')).text;
  for (const signature of signatures) assert.ok(!(plane.process.stderr + metrics).includes(signature));
});

test('a token that was changed, and one of another provider, are no tokens', async () => {
  const forged = `${idToken.slice(0, -6)}AAAAAA`;
  for (const token of [forged, 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2Euc3RyYW5nZXIifQ.c2ln']) {
    await prints(kubectlAs(token, 'get pods'), { code: 1, stderr: UNAUTHORIZED });
  }
});

test('TokenReview tells who a token is', async () => {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: idToken } };
  const answer = await plane.ask('/apis/authentication.k8s.io/v1/tokenreviews', { method: 'POST', body });
  const { authenticated, user } = JSON.parse(answer.text).status;
  assert.deepEqual([authenticated, user.username], [true, 'oidc:jane@example.com']);
});

test('kubectl gets itself a new token when the one it has expires', async () => {
  provider.tokenLifetime = 1;
  const short = await provider.login('jane');
  provider.tokenLifetime = 3600;
  await eventually(() => prints(kubectlAs(short.idToken, 'auth whoami'), { code: 1, stderr: UNAUTHORIZED }));
  const config = {
    'idp-issuer-url': provider.url,
    'idp-certificate-authority-data': Buffer.from(provider.authority).toString('base64'),
    'client-id': CLIENT.id,
    'client-secret': CLIENT.secret,
    'id-token': short.idToken,
    'refresh-token': refreshToken,
  };
  const ca = Buffer.from(plane.credentials.ca).toString('base64');
  const kubeconfig = join(plane.directory, 'jane.kubeconfig');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: plane.url, 'certificate-authority-data': ca } }],
    users: [{ name: 'jane', user: { 'auth-provider': { name: 'oidc', config } } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'jane' } }],
    'current-context': 'c',
  };
  await writeFile(kubeconfig, JSON.stringify(content));
  await prints(plane.kubectl(`--kubeconfig=${kubeconfig} auth whoami`), {
    stdout: whoami('oidc:jane@example.com', 'oidc:dev'),
    stderr: /^$|deprecated/,
  });
});

test('anonymous is for the paths that the file names', async () => {
  const anonymously = (path: string) => ask(plane.url + path, { ca: plane.credentials.ca });
  assert.equal((await anonymously('/livez')).status, 200);
  assert.equal((await anonymously('/version')).status, 401);
});

test('all tokens of a person are revoked at once, those that are issued later are good', async () => {
  const { idToken: leaked } = await provider.login('joe');
  await prints(kubectlAs(leaked, 'auth whoami'), { stdout: /oidc:joe@example\.com/ });
  const body = {
    apiVersion: 'allium.dev/v1alpha1',
    kind: 'CredentialRevocation',
    metadata: { name: 'joe' },
    spec: { subject: { user: 'oidc:joe@example.com' }, reason: 'KeyCompromise' },
  };
  const made = await plane.ask('/apis/allium.dev/v1alpha1/credentialrevocations', { method: 'POST', body });
  assert.equal(made.status, 201, made.text);
  await prints(kubectlAs(leaked, 'auth whoami'), { code: 1, stderr: UNAUTHORIZED });
  // Tokens tell the second in which they were issued.
  await delay(1000);
  const { idToken: later } = await provider.login('joe');
  await prints(kubectlAs(later, 'auth whoami'), { stdout: /oidc:joe@example\.com/ });
});

describe('the provider', () => {
  test('signs with a new key', async () => {
    await provider.rotate();
    const rotated = await provider.login('jane');
    await eventually(() => prints(kubectlAs(rotated.idToken, 'auth whoami'), { stdout: /oidc:jane/ }));
  });

  test('is down, and its keys are good until it is back; a start does not wait for it', async () => {
    const { idToken: token } = await provider.login('jane');
    await provider.down();
    await prints(kubectlAs(token, 'auth whoami'), { stdout: /oidc:jane/ });
    await plane.restart();
    await prints(plane.kubectl('auth whoami'), { stdout: /kubernetes-admin/ });
    await prints(kubectlAs(token, 'auth whoami'), { code: 1, stderr: UNAUTHORIZED });
    await plane.process.says(/"msg":"an issuer's keys cannot be fetched"/, 'stderr');
    await provider.up();
    // It is asked again ten seconds after it did not answer.
    await delay(2000);
    await eventually(() => prints(kubectlAs(token, 'auth whoami'), { stdout: /oidc:jane/ }));
  });
});

describe('the file', () => {
  const reloads = async () => (await plane.ask('/metrics')).text.match(/^apiserver_authentication_config.*_total.*$/gm);

  test('takes effect when it changes; one that is broken does not', async () => {
    const { idToken: token } = await provider.login('jane');
    await configure({ prefix: 'sso:' });
    await eventually(() =>
      prints(kubectlAs(token, 'auth whoami'), { stdout: whoami('sso:jane@example.com', 'sso:dev') }),
    );
    await configure({ url: 'http://plain.example' });
    await plane.process.says(/URL scheme must be https.*the one before stays in force/, 'stderr');
    await prints(kubectlAs(token, 'auth whoami'), { stdout: /sso:jane/ });
    await writeFile(file, 'jwt: [');
    await plane.process.says(/error converting YAML to JSON.*the one before stays in force/, 'stderr');
    assert.deepEqual(await reloads(), [
      'apiserver_authentication_config_controller_automatic_reloads_total{status="success"} 1',
      'apiserver_authentication_config_controller_automatic_reloads_total{status="failure"} 2',
    ]);
    assert.equal((await plane.ask('/readyz')).status, 200);
    await configure({ audience: 'somebody-else' });
    await eventually(() => prints(kubectlAs(token, 'auth whoami'), { code: 1, stderr: UNAUTHORIZED }));
  });
});

test('one provider by flags, whose users are told from others by its address', async () => {
  const authority = join(directory, 'pki', 'ca.crt');
  const flags = `--oidc-issuer-url=${provider.url} --oidc-client-id=${CLIENT.id} --oidc-ca-file=${authority} --oidc-groups-claim=groups --oidc-required-claim=email=jane@example.com`;
  const other = await ControlPlane.start({ flags: ['--in-memory', ...flags.split(' ')] });
  try {
    assert.match(other.process.stdout, new RegExp(`Authentication .*tokens of ${provider.url}`));
    const { idToken: token } = await provider.login('jane');
    await eventually(() =>
      prints(kubectlAs(token, 'auth whoami', other), {
        stdout: new RegExp(`Username +${provider.url}#jane\\nGroups +\\[dev system:authenticated\\]`),
      }),
    );
  } finally {
    await other.stop();
  }
});

const refused: { name: string; flags: string[]; says: RegExp }[] = [
  {
    name: 'a file that makes no sense',
    flags: ['--authentication-config', join(directory, 'bad.yaml')],
    says: /authentication-config .*bad\.yaml: invalid authentication configuration: jwt\[0\]\.issuer\.url: Required value/,
  },
  {
    name: 'a file and flags',
    flags: ['--authentication-config', file, '--oidc-client-id', 'x'],
    says: /--authentication-config and the --oidc-\* flags are mutually exclusive/,
  },
  {
    name: 'an issuer without a client',
    flags: ['--oidc-issuer-url', 'https://a.example'],
    says: /--oidc-issuer-url and --oidc-client-id must be given together/,
  },
  {
    name: 'anonymous in two ways',
    flags: ['--authentication-config', join(directory, 'anonymous.yaml'), '--anonymous-auth=true'],
    says: /anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured/,
  },
];
describe('a start with', () => {
  const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n';
  for (const { name, flags, says } of refused) {
    test(`${name} is refused`, async () => {
      const bad = 'jwt: [{issuer: {audiences: [a]}, claimMappings: {username: {claim: a, prefix: ""}}}]';
      await writeFile(join(directory, 'bad.yaml'), `${HEAD}${bad}\n`);
      await writeFile(join(directory, 'anonymous.yaml'), `${HEAD}anonymous: {enabled: false}\n`);
      const ended = await launch(['--data-dir', join(directory, 'data'), '--port', '0', ...flags]).ended();
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, says);
    });
  }
});
