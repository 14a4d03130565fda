/** Quotas as people meet them: refusals, what needs a quota at all, and who is told of a refusal. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
after(() => rm(directory, { recursive: true }));

const file = join(directory, 'admission.yaml');
await writeFile(
  file,
  `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: ResourceQuota
  configuration:
    apiVersion: apiserver.config.k8s.io/v1
    kind: ResourceQuotaConfiguration
    limitedResources:
    - resource: pods
      matchScopes:
      - {scopeName: PriorityClass, operator: In, values: [cluster-services]}
    - resource: persistentvolumeclaims
      matchContains: [.storageclass.storage.k8s.io/requests.storage]
`,
);
const auditLog = join(directory, 'audit.log');
const plane = await ControlPlane.start({
  flags: ['--admission-control-config-file', file, '--audit-log-path', auditLog],
});
after(plane.stop);
const inShop = await plane.namespace('shop');

const refusal = (message: string) => ({ code: 1, stderr: `Error from server (Forbidden): ${message}\n` });
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { priorityClassName: 'cluster-services', containers: [{ name: 'web', image: 'nginx' }] },
};
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: {
    storageClassName: 'gold',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
};
/** By all tests of this file together: two without a quota, those of the race, one by a quota of none. */
const REFUSED = 2 + 100 + 1;
const IN_STDIN = 'error when creating "STDIN": ';

test('a priority that needs a quota is refused without one, and admitted under one', async () => {
  await prints(plane.kubectl('create priorityclass cluster-services --value=1000'), {
    stdout: 'priorityclass.scheduling.k8s.io/cluster-services created\n',
  });
  const scopes = '[{PriorityClass In [cluster-services]}]';
  await prints(
    inShop('create -f -', { input: pod }),
    refusal(`${IN_STDIN}pods "web" is forbidden: insufficient quota to match these scopes: ${scopes}`),
  );
  const matchExpressions = [{ scopeName: 'PriorityClass', operator: 'In', values: ['cluster-services'] }];
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'services' },
    spec: { hard: { pods: '1' }, scopeSelector: { matchExpressions } },
  };
  await prints(inShop('create -f -', { input: quota }), { stdout: 'resourcequota/services created\n' });
  await prints(inShop('create -f -', { input: pod }), { stdout: 'pod/web created\n' });
});

test('so is a class of storage', async () => {
  const name = 'gold.storageclass.storage.k8s.io/requests.storage';
  await prints(
    inShop('create -f -', { input: claim }),
    refusal(`${IN_STDIN}persistentvolumeclaims "data" is forbidden: insufficient quota to consume: ${name}`),
  );
  await prints(inShop(`create quota gold --hard=${name}=1Gi`), { stdout: 'resourcequota/gold created\n' });
  await prints(inShop('create -f -', { input: claim }), { stdout: 'persistentvolumeclaim/data created\n' });
});

test('however many come at once, exactly as many as it says get in, and it says so', async () => {
  const inRace = await plane.namespace('race');
  await prints(inRace('create quota race --hard=count/secrets=20'), { stdout: 'resourcequota/race created\n' });
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      plane.ask('/api/v1/namespaces/race/secrets', {
        method: 'POST',
        body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: `s-${index}` } },
      }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 20);
  assert.equal(answers.filter(({ status }) => status === 403).length, 100);
  await prints(inRace("get quota race -o jsonpath='{.status.used}'"), { stdout: '{"count/secrets":"20"}' });
  await prints(inRace('delete secrets --all'), { stdout: /deleted/ });
  await prints(inRace("get quota race -o jsonpath='{.status.used}'"), { stdout: '{"count/secrets":"0"}' });
});

test('every refusal is counted, and on the audit record, as ResourceQuota’s', async () => {
  await prints(inShop('create quota few --hard=secrets=0'), { stdout: 'resourcequota/few created\n' });
  const exceeded = 'exceeded quota: few, requested: secrets=1, used: secrets=0, limited: secrets=0';
  const forbidden = `error: failed to create secret secrets "s" is forbidden: ${exceeded}\n`;
  await prints(inShop('create secret generic s'), { code: 1, stderr: forbidden });
  const path = "-o jsonpath='{.status.refused}'";
  assert.equal(await outputOf(plane.kubectl(`get admissionplugin ResourceQuota ${path}`)), String(REFUSED));
  const metrics = await outputOf(plane.kubectl('get --raw /metrics'));
  const labels = 'name="ResourceQuota",operation="CREATE",rejected="true",type="validate"';
  const series = `apiserver_admission_controller_admission_duration_seconds_count{${labels}} ${REFUSED}`;
  assert.ok(metrics.includes(series), metrics);
  await eventually(async () => {
    const lines = (await readFile(auditLog, 'utf8')).split('\n');
    const refused = lines.filter((line) => line.includes('"admission.allium.dev/refused-by":"ResourceQuota"'));
    assert.equal(refused.length, REFUSED);
  });
});
