import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readAdmissionConfiguration } from './admission-configuration.ts';

const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n';
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'allium-admission-'));
});
after(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const file = join(folder, 'admission.yaml');
  await writeFile(file, text);
  return readAdmissionConfiguration(file);
}

test('configurations are in the file, or in files beside it', async () => {
  await writeFile(join(folder, 'quota.yaml'), 'kind: ResourceQuotaConfiguration\n');
  const found = await read(
    `${HEAD}plugins:\n- name: PodSecurity\n  configuration: {defaults: {enforce: baseline}}\n- name: ResourceQuota\n  path: quota.yaml\n`,
  );
  assert.deepEqual(found.get('PodSecurity'), { defaults: { enforce: 'baseline' } });
  assert.deepEqual(found.get('ResourceQuota'), { kind: 'ResourceQuotaConfiguration' });
});

test('what is known by name only may have a configuration, which nobody reads', async () => {
  const found = await read(`${HEAD}plugins: [{name: AlwaysAdmit, configuration: {a: b}}]`);
  assert.deepEqual([...found], []);
});

for (const [what, text, message] of [
  ['an unknown plugin', `${HEAD}plugins: [{name: Pods}]`, /admission plugin "Pods" is unknown/],
  ['an unknown field', `${HEAD}plugin: []`, /unknown field "plugin"/],
  [
    'a path and a configuration',
    `${HEAD}plugins: [{name: PodSecurity, path: a, configuration: {}}]`,
    /both a path and a configuration/,
  ],
  ['a missing file', `${HEAD}plugins: [{name: PodSecurity, path: nowhere}]`, /ENOENT/],
  ['another kind', 'kind: Pod\napiVersion: v1', /it must be kind AdmissionConfiguration/],
] as const) {
  test(`${what} is refused`, async () => {
    await assert.rejects(read(text), { name: 'ConfigError', message });
  });
}
