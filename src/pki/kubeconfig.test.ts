import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { kubeconfig, writeKubeconfig } from './kubeconfig.ts';

const facts = {
  cluster: 'allium',
  user: 'kubernetes-admin',
  server: 'https://[::1]:6443',
  authority: 'CA',
  client: { certificate: 'CERT', privateKey: 'KEY' },
};

test('the kubeconfig has one context that names its cluster and user', () => {
  const config = parse(kubeconfig(facts));
  assert.equal(config['current-context'], 'kubernetes-admin@allium');
  assert.deepEqual(config.contexts, [
    { name: 'kubernetes-admin@allium', context: { cluster: 'allium', user: 'kubernetes-admin' } },
  ]);
  assert.deepEqual(config.clusters, [
    { name: 'allium', cluster: { server: 'https://[::1]:6443', 'certificate-authority-data': 'Q0E=' } },
  ]);
  assert.deepEqual(config.users, [
    { name: 'kubernetes-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } },
  ]);
});

test('the kubeconfig is for its owner only, and a missing folder is a clear error', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-kubeconfig-'));
  try {
    await writeKubeconfig(join(directory, 'config'), facts);
    assert.equal(await readFile(join(directory, 'config'), 'utf8'), kubeconfig(facts));
    assert.equal((await stat(join(directory, 'config'))).mode & 0o777, 0o600);
    await assert.rejects(
      writeKubeconfig(join(directory, 'no/config'), facts),
      /cannot write the kubeconfig .*no\/config/,
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
