/** What became of an object, and what holds one back, as people ask it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

/** `allium …` as the administrator. */
function allium(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...words(command)], { cwd: plane.directory, env });
}

const HOLD = 'example.com/hold';
const pod = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'web:1', ...spec }] },
});
const manifest = (name: string, object: object) => writeFile(join(plane.directory, name), JSON.stringify(object));

describe('allium explain', () => {
  test('says who may, and who changed what', async () => {
    await plane.namespace('shop');
    await outputOf(kubectl('create rolebinding dev --clusterrole=edit --group=dev -n shop'));
    await outputOf(kubectl('create quota team --hard=pods=2,requests.cpu=1 -n shop'));
    await manifest('pod.json', pod({ resources: { requests: { cpu: '500m' } } }));
    const { code, stdout } = await allium('explain -f pod.json --as jane --as-group dev -n shop');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^yes: pods web would be created in the namespace shop\n/);
    assert.match(stdout, /RoleBinding shop\/dev gives ClusterRole edit to Group dev/);
    assert.match(stdout, /AlwaysPullImages\n {4}~ spec.containers\[0\].imagePullPolicy: IfNotPresent -> Always\n/);
    assert.match(stdout, /team +requests.cpu +500m +0 +1 +500m\n/);
    await prints(kubectl('get pods -n shop'), { stdout: '', stderr: 'No resources found in shop namespace.\n' });
  });

  test('says what refuses it, and what would satisfy it', async () => {
    await outputOf(kubectl('label namespace shop pod-security.kubernetes.io/enforce=baseline'));
    await manifest('bad.json', pod({ securityContext: { privileged: true }, resources: { requests: { cpu: '1' } } }));
    const { code, stdout } = await allium('explain -f bad.json -n shop');
    assert.equal(code, 1);
    assert.match(stdout, /^no: PodSecurity refuses pods web in the namespace shop\n/);
    assert.match(stdout, /To satisfy it:\n {4}Set the fields/);
    const nobody = await allium('explain -f bad.json -n shop --as nobody -o json');
    const { refusals, authorization } = JSON.parse(nobody.stdout).status;
    assert.deepEqual([nobody.code, refusals[0].step, authorization.allowed], [1, 'Authorization', false]);
  });

  test('takes several files', async () => {
    const { code, stdout } = await allium('explain -f pod.json -f bad.json -n shop');
    assert.equal(code, 1);
    assert.match(stdout, /^yes: pods web would be created.*\nno: PodSecurity refuses pods web/s);
  });

  test('is for those whom RBAC lets', async () => {
    const body = { apiVersion: 'allium.dev/v1alpha1', kind: 'AdmissionExplanation', spec: { object: pod({}) } };
    // Of kinds that cannot be patched, kubectl looks first whether they are custom ones, which not everyone may list.
    const { code, stderr } = await kubectl('--as jane --as-group dev create --validate=false -f -', { input: body });
    assert.equal(code, 1);
    assert.match(stderr, /User "jane" cannot create resource "admissionexplanations"/);
  });
});

test('kubectl get admissionplugins lists what is on', async () => {
  const listed = await outputOf(kubectl('get admissionplugins'));
  assert.match(listed, /^NAME +ORDER +DOES +ADMITTED +REFUSED +MEAN\nNamespaceLifecycle +1 +validates /);
  assert.match(listed, /\nPodSecurity +\d+ +validates +\d+ +[1-9]/);
  const metrics = await outputOf(kubectl('get --raw /metrics'));
  const refused = 'name="PodSecurity",operation="CREATE",rejected="true",type="validate"';
  assert.ok(metrics.includes(`apiserver_admission_controller_admission_duration_seconds_count{${refused}} `));
});

test('allium why-stuck says what holds a namespace, and its commands let go', async () => {
  await plane.namespace('team');
  const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: [HOLD] } };
  await outputOf(kubectl('create -n team -f -', { input: held }));
  await prints(allium('why-stuck namespace team'), {
    stdout: 'namespace team is not being deleted: nothing holds it\n',
  });
  await outputOf(kubectl('delete namespace team --wait=false'));
  let stuck = '';
  await eventually(async () => {
    const { code, stdout } = await allium('why-stuck namespace team');
    assert.equal(code, 1);
    assert.match(stdout, /NamespaceFinalizersRemaining: .*example.com\/hold in 1/s);
    stuck = stdout;
  });
  assert.match(stuck, /1 configmaps\n {4}held: held by example.com\/hold\n/);
  assert.ok(stuck.split('\n').every((line) => line.length <= 80));
  const command = /kubectl (patch configmaps\/held .*)\\\n +(.*)/.exec(stuck)!;
  await outputOf(kubectl(`${command[1]} ${command[2]}`));
  await eventually(async () => assert.equal((await kubectl('get namespace team')).code, 1));
});

test('allium why-stuck names the policy that refuses that the content goes, and its command lets go', async () => {
  const group = 'admissionregistration.k8s.io/v1';
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['configmaps'] };
  const policy = {
    ...{ apiVersion: group, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'keep' } },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: "oldObject.metadata.namespace != 'kept'" }],
    },
  };
  const binding = {
    ...{ apiVersion: group, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'keep-all' } },
    spec: { policyName: 'keep', validationActions: ['Deny'] },
  };
  await plane.namespace('kept');
  for (const input of [policy, binding]) await outputOf(kubectl('create -f -', { input }));
  await outputOf(kubectl('delete namespace kept --wait=false'));
  let stuck = '';
  await eventually(async () => {
    stuck = (await allium('why-stuck namespace kept')).stdout;
    assert.match(stuck, /policy keep: change it, or delete its binding keep-all\n/);
  });
  assert.doesNotMatch(stuck, /not asked to go yet/);
  await outputOf(kubectl(/kubectl (delete validatingadmissionpolicybinding .*)/.exec(stuck)![1]!));
  await eventually(async () => assert.equal((await kubectl('get namespace kept')).code, 1));
});
