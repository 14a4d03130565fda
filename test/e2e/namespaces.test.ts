/** How namespaces end: under the real roles of the control plane, with all of its controllers running. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;
const HOLD = 'example.com/hold';

const refused = (message: string) => ({ code: 1, stderr: `Error from server (Forbidden): ${message}\n` });
const status = async (path: string, method = 'GET') => (await plane.ask(path, { method })).status;
const configMap = (name: string, finalizers: readonly string[] = []) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, finalizers },
});

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A namespace with what every namespace gets: its account and the bundle of authorities. */
async function equipped(name: string): Promise<void> {
  await plane.namespace(name);
  await eventually(async () => {
    assert.equal(await status(`/api/v1/namespaces/${name}/serviceaccounts/default`), 200);
    assert.equal(await status(`/api/v1/namespaces/${name}/configmaps/kube-root-ca.crt`), 200);
  });
}

test('an empty namespace is gone in no more time than a few dozen requests take', async () => {
  const requests = 20;
  const ratios: number[] = [];
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    await equipped(name);
    const request = await timed(async () => {
      for (let i = 0; i < requests; i++) await status(`/api/v1/namespaces/${name}`);
    });
    const gone = await timed(async () => {
      await status(`/api/v1/namespaces/${name}`, 'DELETE');
      while ((await status(`/api/v1/namespaces/${name}`)) !== 404);
    });
    ratios.push(gone / (request / requests));
  }
  const [, , median] = ratios.sort((left, right) => left - right);
  assert.ok(median! < 50, `it took as long as ${ratios.map(Math.round).join(', ')} requests`);
});

test('what is in a namespace goes with it, and the namespaces around it stay', async () => {
  await equipped('shop');
  await prints(kubectl('-n shop create deployment web --image=nginx'), { stdout: 'deployment.apps/web created\n' });
  await prints(kubectl('-n shop create quota few --hard=pods=9'), { stdout: 'resourcequota/few created\n' });
  await prints(kubectl('-n shop run web --image=nginx'), { stdout: 'pod/web created\n' });
  await prints(kubectl('delete namespace shop'), { stdout: 'namespace "shop" deleted\n' });
  await prints(kubectl('-n shop get all,quota,serviceaccounts,configmaps'), {
    stdout: '',
    stderr: 'No resources found in shop namespace.\n',
  });
  assert.equal(await status('/api/v1/namespaces/default'), 200);
});

test('nothing comes into a namespace that is not there', async () => {
  const missing = 'namespaces "nowhere" not found';
  await prints(kubectl('-n nowhere run web --image=nginx'), {
    code: 1,
    stderr: `Error from server (NotFound): ${missing}\n`,
  });
  await prints(kubectl('-n nowhere create configmap a'), {
    code: 1,
    stderr: `error: failed to create configmap: ${missing}\n`,
  });
});

for (const name of ['default', 'kube-system', 'kube-public']) {
  test(`${name} stays`, async () => {
    await prints(
      kubectl(`delete namespace ${name}`),
      refused(`namespaces "${name}" is forbidden: this namespace may not be deleted`),
    );
  });
}

test('a namespace that waits takes nothing new, says what it waits for, and goes once that is gone', async () => {
  await equipped('team');
  for (const name of ['a', 'b']) {
    await prints(kubectl('-n team create -f -', { input: configMap(name, [HOLD]) }), {
      stdout: `configmap/${name} created\n`,
    });
  }
  await prints(kubectl('delete namespace team --wait=false'), { stdout: 'namespace "team" deleted\n' });
  const because = 'unable to create new content in namespace team because it is being terminated';
  await prints(kubectl('-n team create configmap c'), {
    code: 1,
    stderr: `error: failed to create configmap: configmaps "c" is forbidden: ${because}\n`,
  });
  await prints(kubectl('-n team run web --image=nginx'), refused(`pods "web" is forbidden: ${because}`));
  const template = '{range .status.conditions[*]}{.type} {.status} {.reason}: {.message}{"\\n"}{end}';
  await eventually(async () => {
    assert.equal(
      await outputOf(kubectl(`get namespace team -o jsonpath='${template}'`)),
      `NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources successfully discovered
NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy kube types successfully parsed
NamespaceDeletionContentFailure False ContentDeleted: All content successfully deleted, may be waiting on finalization
NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource instances
NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: ${HOLD} in 2 resource instances
`,
    );
  });
  assert.match(await outputOf(kubectl('get namespace team')), /^NAME +STATUS +AGE\nteam +Terminating /);
  for (const name of ['a', 'b']) {
    const patch = `-p '{"metadata":{"finalizers":null}}'`;
    await outputOf(kubectl(`-n team patch configmap ${name} --type=merge ${patch}`));
  }
  await eventually(async () => assert.equal(await status('/api/v1/namespaces/team'), 404));
});
