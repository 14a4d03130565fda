import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { kubeconfig } from '../pki/kubeconfig.ts';
import { type KubeconfigPorts, kubeconfigPath, readKubeconfig } from './kubeconfig.ts';

const facts = {
  cluster: 'c',
  user: 'u',
  server: 'https://192.0.2.1:6443',
  authority: 'an authority\n',
  client: { certificate: 'a certificate\n', privateKey: 'a key\n' },
};

describe('which kubeconfig', () => {
  const among = (...paths: string[]): KubeconfigPorts['exists'] => {
    return (path) => paths.includes(path);
  };
  const base = { env: { HOME: '/home' }, workingDirectory: '/work' };
  const cases: [string, string | undefined, KubeconfigPorts, string][] = [
    ['the flag', 'x', { ...base, exists: among() }, '/work/x'],
    ['the first that exists', undefined, { ...base, env: { KUBECONFIG: '/a:/b' }, exists: among('/b') }, '/b'],
    [
      'what allium up wrote',
      undefined,
      { ...base, exists: among('/work/.allium/admin.kubeconfig', '/home/.kube/config') },
      '/work/.allium/admin.kubeconfig',
    ],
    ["kubectl's", undefined, { ...base, exists: among('/home/.kube/config') }, '/home/.kube/config'],
  ];
  for (const [name, flag, ports, expected] of cases) {
    test(name, () => assert.equal(kubeconfigPath(flag, ports), expected));
  }

  test('none', () => {
    assert.throws(() => kubeconfigPath(undefined, { ...base, exists: among() }), /no kubeconfig: .*--kubeconfig/);
  });
});

describe('a kubeconfig', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'allium-kubeconfig-'));
  });
  after(() => rm(directory, { recursive: true }));
  const read = async (text: string) => {
    const path = join(directory, 'config');
    await writeFile(path, text);
    return readKubeconfig(path);
  };

  test('as allium up writes it', async () => {
    assert.deepEqual(await read(kubeconfig(facts)), {
      server: facts.server,
      authority: facts.authority,
      certificate: facts.client.certificate,
      privateKey: facts.client.privateKey,
    });
  });

  const withUser = (user: object, cluster: object = {}) =>
    JSON.stringify({
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: facts.server, ...cluster } }],
      users: [{ name: 'u', user }],
    });

  test('with files beside it', async () => {
    await writeFile(join(directory, 'ca.crt'), 'another authority');
    await writeFile(join(directory, 'token'), 'secret\n');
    assert.deepEqual(
      await read(withUser({ tokenFile: 'token' }, { 'certificate-authority': 'ca.crt', 'tls-server-name': 'name' })),
      { server: facts.server, authority: 'another authority', serverName: 'name', token: 'secret' },
    );
  });

  for (const [name, text, message] of [
    ['no YAML', '{', /is no kubeconfig$/],
    ['no context', '{}', /has no context ""/],
    ['unverified', withUser({}, { 'insecure-skip-tls-verify': true }), /skips the verification/],
    ['a program', withUser({ exec: {} }), /by exec: only certificates and tokens/],
    ['a missing file', withUser({ 'client-key': 'nowhere' }), /cannot read .*nowhere/],
  ] as const) {
    test(name, () => assert.rejects(read(text), message));
  }
});
