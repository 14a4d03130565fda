/** kubectl apply, by the client and by the server. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { configMap, deployment, list, pod, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

describe('client-side apply', { concurrency: true }, () => {
  test('creates, then changes nothing, then only what differs', async () => {
    const kubectl = await plane.namespace('client-side');
    const objects = (replicas: number) => ({
      input: list(deployment('web', { replicas }), service('web'), configMap('web', { mode: 'fast' })),
    });
    await prints(kubectl('apply -f -', objects(2)), {
      stdout: 'deployment.apps/web created\nservice/web created\nconfigmap/web created\n',
    });
    await prints(kubectl('apply -f -', objects(2)), {
      stdout: 'deployment.apps/web unchanged\nservice/web unchanged\nconfigmap/web unchanged\n',
    });
    await prints(kubectl('apply -f -', objects(3)), {
      stdout: 'deployment.apps/web configured\nservice/web unchanged\nconfigmap/web unchanged\n',
    });
    await prints(kubectl("get deploy web -o jsonpath='{.spec.replicas} {.metadata.generation}'"), { stdout: '3 2' });
  });

  test('removes what the manifest no longer has, and keeps what others set', async () => {
    const kubectl = await plane.namespace('three-way');
    await prints(kubectl('apply -f -', { input: configMap('c', { mine: '1', gone: '2' }) }));
    await prints(kubectl('patch cm c --type=merge -p \'{"data":{"theirs":"3"}}\''), {
      stdout: 'configmap/c patched\n',
    });
    await prints(kubectl('apply -f -', { input: configMap('c', { mine: '4' }) }), {
      stdout: 'configmap/c configured\n',
    });
    await prints(kubectl("get cm c -o jsonpath='{.data}'"), { stdout: '{"mine":"4","theirs":"3"}' });
  });

  test('keeps the applied manifest', async () => {
    const kubectl = await plane.namespace('last-applied');
    await prints(kubectl('apply -f -', { input: configMap('c', { a: '1' }) }));
    await prints(kubectl('apply view-last-applied cm c -o json'), {
      stdout: /^\{\n {2}"apiVersion": "v1",\n {2}"data": \{\n {4}"a": "1"\n {2}\},\n {2}"kind": "ConfigMap"/,
    });
    await prints(kubectl('apply set-last-applied -f -', { input: configMap('c', { b: '2' }) }), {
      stdout: 'configmap/c configured\n',
    });
    await prints(kubectl('apply view-last-applied cm/c'), { stdout: /\ndata:\n {2}b: "2"\n/ });
  });

  test('warns of an object that was made in another way', async () => {
    const kubectl = await plane.namespace('made-otherwise');
    await prints(kubectl('create -f -', { input: configMap('c', { a: '1' }) }), { stdout: 'configmap/c created\n' });
    await prints(kubectl('apply -f -', { input: configMap('c', { a: '1' }) }), {
      stdout: 'configmap/c configured\n',
      stderr:
        'Warning: resource configmaps/c is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n',
    });
  });

  test('prunes by label', async () => {
    const kubectl = await plane.namespace('prune');
    const labelled = (name: string) => configMap(name, { a: '1' }, { set: 'a' });
    await prints(kubectl('apply -f -', { input: list(labelled('keep'), labelled('drop')) }));
    const pruned = kubectl('apply --prune -l set=a --prune-allowlist=core/v1/ConfigMap -f -', {
      input: labelled('keep'),
    });
    await prints(pruned, { stdout: 'configmap/keep unchanged\nconfigmap/drop pruned\n' });
    await prints(kubectl('get cm -l set=a -o name'), { stdout: 'configmap/keep\n' });
  });

  test('a folder, and a kustomization', async () => {
    const kubectl = await plane.namespace('files');
    const folder = join(plane.directory, 'manifests');
    await mkdir(folder);
    const write = (name: string, content: object | string) =>
      writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    await write('a.json', configMap('a', {}));
    await write(
      'b.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\n',
    );
    await prints(kubectl(`apply -f ${folder}`), {
      stdout: 'configmap/a created\nconfigmap/b created\nsecret/b created\n',
    });
    await write('kustomization.yaml', 'namePrefix: k-\nresources: [b.yaml]\n');
    await prints(kubectl(`apply -k ${folder}`), { stdout: 'configmap/k-b created\nsecret/k-b created\n' });
  });
});

const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
`;

describe('server-side apply', { concurrency: true }, () => {
  test('creates and applies again', async () => {
    const kubectl = await plane.namespace('server-side');
    const apply = () => kubectl('apply --server-side -f -', { input: deployment('web') });
    await prints(apply(), { stdout: 'deployment.apps/web serverside-applied\n' });
    const before = await outputOf(kubectl('get deploy web -o json --show-managed-fields'));
    await prints(apply(), { stdout: 'deployment.apps/web serverside-applied\n' });
    const afterwards = await outputOf(kubectl('get deploy web -o json --show-managed-fields'));
    assert.deepEqual(JSON.parse(afterwards), JSON.parse(before));
    const [manager] = JSON.parse(before).metadata.managedFields;
    assert.deepEqual([manager.manager, manager.operation, manager.apiVersion], ['kubectl', 'Apply', 'apps/v1']);
    assert.deepEqual(manager.fieldsV1['f:spec']['f:template']['f:spec']['f:containers'], {
      'k:{"name":"web"}': {
        '.': {},
        'f:image': {},
        'f:name': {},
        'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
      },
    });
  });

  test('names the conflict and its manager, and takes over by force', async () => {
    const kubectl = await plane.namespace('conflicts');
    await prints(kubectl('apply --server-side --field-manager=first -f -', { input: deployment('web') }));
    const second = (force = '') =>
      kubectl(`apply --server-side --field-manager=second ${force} -f -`, {
        input: deployment('web', { replicas: 5, paused: true }),
      });
    await prints(second(), {
      code: 1,
      stderr: `error: Apply failed with 1 conflict: conflict with "first": .spec.replicas\n${CONFLICT_ADVICE}`,
    });
    await prints(second('--force-conflicts'), { stdout: 'deployment.apps/web serverside-applied\n' });
    await prints(kubectl("get deploy web -o jsonpath='{.spec.replicas} {.spec.paused}'"), { stdout: '5 true' });
  });

  test('names every conflict, and the way the other wrote', async () => {
    const kubectl = await plane.namespace('more-conflicts');
    await prints(kubectl('apply -f -', { input: configMap('c', { a: '1', b: '1' }) }));
    const { code, stderr } = await kubectl('apply --server-side --field-manager=other -f -', {
      input: configMap('c', { a: '2', b: '2' }),
    });
    assert.equal(code, 1);
    assert.equal(
      stderr.split('Please review')[0],
      'error: Apply failed with 2 conflicts: conflicts with "kubectl-client-side-apply" using v1:\n- .data.a\n- .data.b\n',
    );
  });

  test('removes what its manager leaves out, unless another has it too', async () => {
    const kubectl = await plane.namespace('ownership');
    const apply = (manager: string, data: Record<string, string>) =>
      prints(kubectl(`apply --server-side --field-manager=${manager} -f -`, { input: configMap('c', data) }));
    await apply('one', { shared: '1', alone: '1' });
    await apply('two', { shared: '1' });
    await apply('one', {});
    await prints(kubectl("get cm c -o jsonpath='{.data}'"), { stdout: '{"shared":"1"}' });
  });

  test('takes over from client-side apply', async () => {
    const kubectl = await plane.namespace('migration');
    await prints(kubectl('apply -f -', { input: configMap('c', { a: '1', b: '1' }) }));
    await prints(kubectl('apply --server-side -f -', { input: configMap('c', { a: '2' }) }), {
      stdout: 'configmap/c serverside-applied\n',
    });
    await prints(kubectl("get cm c -o jsonpath='{.data}'"), { stdout: '{"a":"2"}' });
    const managers = await outputOf(
      kubectl("get cm c -o jsonpath='{.metadata.managedFields[*].manager}' --show-managed-fields"),
    );
    assert.deepEqual(managers.split(' ').sort(), ['kubectl', 'kubectl-last-applied']);
  });

  test('takes over a pod, and gives it back', async () => {
    const kubectl = await plane.namespace('pod-migration');
    const labelled = (stage: string) => ({ input: pod('p', {}, { stage }) });
    await prints(kubectl('apply -f -', labelled('one')));
    // The second leaves out what the first took over: fields that were defaulted, and those that admission changed.
    for (const stage of ['two', 'three']) {
      await prints(kubectl('apply --server-side -f -', labelled(stage)), { stdout: 'pod/p serverside-applied\n' });
    }
    const applied = await outputOf(kubectl('apply view-last-applied pod/p -o json'));
    assert.equal(JSON.parse(applied).metadata.labels.stage, 'three');
    await prints(kubectl('apply -f -', labelled('four')), { stdout: 'pod/p configured\n' });
    await prints(kubectl("get pod p -o jsonpath='{.metadata.labels.stage}'"), { stdout: 'four' });
  });
});
