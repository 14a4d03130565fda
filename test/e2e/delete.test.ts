/** kubectl delete with every cascade mode, and namespaces with all that is in them. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Client, ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { configMap, pod } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

/** An object that depends on the ConfigMap `owner`. */
async function family(kubectl: Client): Promise<void> {
  await prints(kubectl('create -f -', { input: configMap('owner', {}) }));
  const uid = await outputOf(kubectl("get cm owner -o jsonpath='{.metadata.uid}'"));
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, blockOwnerDeletion: true };
  const child = { ...configMap('child', {}), metadata: { name: 'child', ownerReferences: [owner] } };
  await prints(kubectl('create -f -', { input: child }));
}

/** Objects with the label `mine`: not those that controllers put into every namespace. */
async function names(kubectl: Client): Promise<string[]> {
  const stdout = await outputOf(kubectl('get cm -o name'));
  return stdout.split('\n').filter((name) => name !== '' && name !== 'configmap/kube-root-ca.crt');
}

const eventuallyHas = (kubectl: Client, expected: string[]) =>
  eventually(async () => assert.deepEqual(await names(kubectl), expected));

describe('delete', { concurrency: true }, () => {
  for (const cascade of ['', '--cascade=background', '--cascade=foreground']) {
    test(`dependents go too: ${cascade || 'by default'}`, async () => {
      const kubectl = await plane.namespace(`cascade${cascade.replace('--cascade=', '-')}`);
      await family(kubectl);
      await prints(kubectl(`delete cm owner ${cascade}`), {
        stdout: /^configmap "owner" deleted from cascade\S* namespace\n$/,
      });
      await eventuallyHas(kubectl, []);
    });
  }

  test('foreground: the owner waits for its dependents', async () => {
    const kubectl = await plane.namespace('foreground');
    await family(kubectl);
    await prints(kubectl('patch cm child --type=merge -p \'{"metadata":{"finalizers":["example.com/hold"]}}\''));
    await prints(kubectl('delete cm owner --cascade=foreground --wait=false'));
    await prints(kubectl("get cm owner -o jsonpath='{.metadata.finalizers}'"), { stdout: '["foregroundDeletion"]' });
    await eventually(() =>
      prints(kubectl("get cm child -o jsonpath='{.metadata.deletionTimestamp}'"), { stdout: /^\d{4}-/ }),
    );
    await prints(kubectl('patch cm child --type=merge -p \'{"metadata":{"finalizers":null}}\''));
    await eventuallyHas(kubectl, []);
  });

  test('orphan: dependents stay, without the owner', async () => {
    const kubectl = await plane.namespace('orphan');
    await family(kubectl);
    await prints(kubectl('delete cm owner --cascade=orphan'), {
      stdout: 'configmap "owner" deleted from orphan namespace\n',
    });
    await eventuallyHas(kubectl, ['configmap/child']);
    await prints(kubectl("get cm child -o jsonpath='{.metadata.ownerReferences}'"), { stdout: '' });
  });

  test('a dependent of nobody is collected', async () => {
    const kubectl = await plane.namespace('absent');
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'never', uid: '00000000-0000-4000-8000-000000000000' };
    const child = { ...configMap('child', {}), metadata: { name: 'child', ownerReferences: [owner] } };
    await prints(kubectl('create -f -', { input: child }));
    await eventuallyHas(kubectl, []);
  });

  test('waits for finalizers, unless told not to', async () => {
    const kubectl = await plane.namespace('finalizers');
    const held = { ...configMap('held', {}), metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    await prints(kubectl('create -f -', { input: held }));
    await prints(kubectl('delete cm held --timeout=1s'), {
      code: 1,
      stdout: 'configmap "held" deleted from finalizers namespace\n',
      stderr: 'error: timed out waiting for the condition on configmaps/held\n',
    });
    await prints(kubectl('delete cm held --wait=false'), {
      stdout: 'configmap "held" deleted from finalizers namespace\n',
    });
    const waiting = plane.startKubectl('delete cm held --namespace=finalizers');
    await waiting.says(/deleted/);
    await prints(kubectl('patch cm held --type=merge -p \'{"metadata":{"finalizers":[]}}\''));
    await prints(waiting.ended());
    assert.deepEqual(await names(kubectl), []);
  });

  test('pods', async () => {
    const kubectl = await plane.namespace('pods');
    await Promise.all(['a', 'b', 'c'].map((name) => prints(kubectl('create -f -', { input: pod(name) }))));
    await Promise.all([
      prints(kubectl('delete pod a'), { stdout: 'pod "a" deleted from pods namespace\n' }),
      prints(kubectl('delete pod b --grace-period=1'), { stdout: 'pod "b" deleted from pods namespace\n' }),
      prints(kubectl('delete pod c --grace-period=0 --force'), {
        stdout: 'pod "c" force deleted from pods namespace\n',
        stderr:
          'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      }),
    ]);
    await prints(kubectl('get pods'), { stderr: 'No resources found in pods namespace.\n' });
  });

  test('a pod on a node is given its time', async () => {
    const kubectl = await plane.namespace('graceful');
    await prints(kubectl('create -f -', { input: pod('p', { nodeName: 'n', terminationGracePeriodSeconds: 300 }) }));
    await prints(kubectl('delete pod p --wait=false'), { stdout: 'pod "p" deleted from graceful namespace\n' });
    await prints(kubectl("get pod p -o jsonpath='{.metadata.deletionGracePeriodSeconds}'"), { stdout: '300' });
    await prints(kubectl('get pod p --no-headers'), { stdout: /^p +0\/1 +Terminating +0 +now\n$/ });
    await prints(kubectl('delete pod p --now --wait=false'));
    await prints(kubectl("get pod p -o jsonpath='{.metadata.deletionGracePeriodSeconds}'"), { stdout: '1' });
    await prints(kubectl('delete pod p --force'), { stderr: /^Warning: Immediate deletion/ });
    await prints(kubectl('get pod p --ignore-not-found'), { stdout: '' });
  });

  test('by label, all, from a manifest', async () => {
    const kubectl = await plane.namespace('many');
    const objects = [
      configMap('a', {}, { set: 'one' }),
      configMap('b', {}, { set: 'one' }),
      configMap('c', {}),
      configMap('d', {}),
    ];
    await Promise.all(objects.map((input) => prints(kubectl('create -f -', { input }))));
    await prints(kubectl('delete cm -l set=one'), {
      stdout: 'configmap "a" deleted from many namespace\nconfigmap "b" deleted from many namespace\n',
    });
    await prints(kubectl('delete -f -', { input: configMap('c', {}) }), {
      stdout: 'configmap "c" deleted from many namespace\n',
    });
    await prints(kubectl('delete cm --all --dry-run=server'), {
      stdout: /configmap "d" deleted from many namespace \(server dry run\)\n/,
    });
    await prints(kubectl('delete cm --all'), { stdout: /configmap "d" deleted from many namespace\n/ });
    await eventuallyHas(kubectl, []);
  });

  test('what there is not', async () => {
    await prints(plane.kubectl('delete cm none'), {
      code: 1,
      stderr: 'Error from server (NotFound): configmaps "none" not found\n',
    });
    await prints(plane.kubectl('delete cm none --ignore-not-found'), { stdout: '' });
    await prints(plane.kubectl('delete pods --all'), { stdout: 'No resources found\n' });
  });

  test('a namespace and all that is in it', async () => {
    const kubectl = await plane.namespace('doomed');
    await family(kubectl);
    await prints(kubectl('create -f -', { input: pod('p') }));
    await prints(plane.kubectl('delete namespace doomed'), { stdout: 'namespace "doomed" deleted\n' });
    await prints(plane.kubectl('get namespace doomed'), {
      code: 1,
      stderr: 'Error from server (NotFound): namespaces "doomed" not found\n',
    });
    await prints(plane.kubectl('get pods,cm -A --field-selector metadata.namespace=doomed --no-headers'), {
      stderr: 'No resources found\n',
    });
  });

  test('a namespace that ends takes nothing new', async () => {
    const kubectl = await plane.namespace('ending');
    const held = { ...configMap('held', {}), metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    await prints(kubectl('create -f -', { input: held }));
    await prints(plane.kubectl('delete namespace ending --wait=false'), { stdout: 'namespace "ending" deleted\n' });
    await prints(kubectl('create -f -', { input: configMap('new', {}) }), {
      code: 1,
      stderr:
        'Error from server (Forbidden): error when creating "STDIN": configmaps "new" is forbidden: unable to create new content in namespace ending because it is being terminated\n',
    });
    await prints(plane.kubectl('get namespace ending'), {
      stdout: 'NAME     STATUS        AGE\nending   Terminating   now\n',
    });
    await prints(kubectl('patch cm held --type=merge -p \'{"metadata":{"finalizers":[]}}\''));
    await prints(plane.kubectl('wait namespace/ending --for=delete --timeout=15s'));
  });
});
