/** kubectl edit, patch, label, annotate, replace. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { configMap, deployment, pod, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

/** An editor that does what the shell script says with the file `$1`. */
async function editor(name: string, script: string): Promise<{ env: { KUBE_EDITOR: string } }> {
  const path = join(plane.directory, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { env: { KUBE_EDITOR: path } };
}

describe('edit', { concurrency: true }, () => {
  test('saves what was changed', async () => {
    const kubectl = await plane.namespace('edit');
    await prints(kubectl('create -f -', { input: configMap('c', { sky: 'blue' }) }));
    await prints(kubectl('edit cm c', await editor('grey', 'sed -i s/blue/grey/ "$1"')), {
      stdout: 'configmap/c edited\n',
    });
    await prints(kubectl("get cm c -o jsonpath='{.data.sky}'"), { stdout: 'grey' });
    await prints(kubectl('edit cm c', await editor('same', 'true')), {
      stderr: 'Edit cancelled, no changes made.\n',
    });
  });

  test('opens again with what is invalid', async () => {
    const kubectl = await plane.namespace('edit-invalid');
    await prints(kubectl('create -f -', { input: deployment('web') }));
    const breakIt = await editor(
      'break',
      'sed -i "s/^  replicas: .*/  replicas: -1/" "$1"; grep "^# \\*" "$1" >&2; true',
    );
    await prints(kubectl('edit deployment web', breakIt), {
      code: 1,
      stderr:
        /^error: deployments.apps "web" is invalid\n# \* spec.replicas: Invalid value: -1: must be greater than or equal to 0\nA copy of your changes has been stored to .*\nerror: Edit cancelled, no valid changes were saved.\n$/,
    });
  });

  test('a subresource', async () => {
    const kubectl = await plane.namespace('edit-status');
    await prints(kubectl('create -f -', { input: pod('p') }));
    const start = await editor('start', 'sed -i "s/phase: Pending/phase: Running/" "$1"');
    await prints(kubectl('edit pod p --subresource=status', start), { stdout: 'pod/p edited\n' });
    await prints(kubectl("get pod p -o jsonpath='{.status.phase}'"), { stdout: 'Running' });
  });
});

describe('patch', { concurrency: true }, () => {
  const patches = [
    {
      type: 'strategic',
      patch: { spec: { template: { spec: { containers: [{ name: 'side', image: 'envoy' }] } } } },
      containers: 'side web',
    },
    {
      type: 'merge',
      patch: { spec: { template: { spec: { containers: [{ name: 'only', image: 'envoy' }] } } } },
      containers: 'only',
    },
    {
      type: 'json',
      patch: [
        { op: 'test', path: '/spec/replicas', value: 2 },
        { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'last', image: 'envoy' } },
      ],
      containers: 'web last',
    },
    {
      type: 'strategic',
      patch: {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'new', image: 'x' },
                { name: 'web', $patch: 'delete' },
              ],
            },
          },
        },
      },
      containers: 'new',
    },
  ];
  for (const [index, { type, patch, containers }] of patches.entries()) {
    test(`${type}: ${containers}`, async () => {
      const kubectl = await plane.namespace(`patch-${index}`);
      await prints(kubectl('create -f -', { input: deployment('web') }));
      await writeFile(join(plane.directory, `${index}.json`), JSON.stringify(patch));
      await prints(kubectl(`patch deployment web --type=${type} --patch-file=${index}.json`), {
        stdout: 'deployment.apps/web patched\n',
      });
      await prints(kubectl("get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'"), {
        stdout: containers,
      });
    });
  }

  test('refusals', async () => {
    const kubectl = await plane.namespace('patch-refused');
    await prints(kubectl('create -f -', { input: service('web', { clusterIP: '10.96.7.7' }) }));
    await Promise.all([
      prints(kubectl(`patch service web -p '{"spec":{"clusterIP":"10.96.7.8"}}'`), {
        code: 1,
        stderr: /^The Service "web" is invalid: spec.clusterIPs\[0\]: Invalid value: \S+: may not change once set\n$/,
      }),
      prints(kubectl(`patch service web --type=json -p '[{"op":"remove","path":"/spec/nothing"}]'`), {
        code: 1,
        stderr: 'The request is invalid: the server rejected our request due to an error in our request\n',
      }),
      prints(kubectl(`patch service web -p '{"spec":{"ports":{"port":80}}}'`), {
        code: 1,
        stderr:
          'The request is invalid: patch: Invalid value: "map[spec:map[ports:map[port:80]]]": cannot restore slice from map\n',
      }),
      prints(kubectl('patch service none -p {}'), {
        code: 1,
        stderr: 'Error from server (NotFound): services "none" not found\n',
      }),
      prints(kubectl('patch service web -p {}'), { stdout: 'service/web patched (no change)\n' }),
    ]);
  });

  test('the status, apart from the rest', async () => {
    const kubectl = await plane.namespace('patch-status');
    await prints(kubectl('create -f -', { input: pod('p') }));
    const patch = JSON.stringify({ status: { phase: 'Running', podIP: '10.0.0.1' }, spec: { priority: 9 } });
    await prints(kubectl(`patch pod p --subresource=status -p '${patch}'`), { stdout: 'pod/p patched\n' });
    await prints(kubectl("get pod p -o jsonpath='{.status.phase} {.status.podIP} {.spec.priority}'"), {
      stdout: /^Running 10.0.0.1 0?$/,
    });
  });
});

test('label', async () => {
  const kubectl = await plane.namespace('label');
  await prints(kubectl('create -f -', { input: configMap('c', {}, { tier: 'front' }) }));
  await prints(kubectl('label cm c colour=red'), { stdout: 'configmap/c labeled\n' });
  await prints(kubectl('label cm c colour=red'), { stdout: 'configmap/c not labeled\n' });
  await prints(kubectl('label cm c colour=blue'), {
    code: 1,
    stderr: "error: 'colour' already has a value (red), and --overwrite is false\n",
  });
  await prints(kubectl('label cm -l tier colour=blue --overwrite'), { stdout: 'configmap/c labeled\n' });
  await prints(kubectl('label cm c tier-'), { stdout: 'configmap/c unlabeled\n' });
  await prints(kubectl('label cm c --list'), { stdout: 'colour=blue\n' });
  await prints(kubectl("label cm c 'bad key=1'"), {
    code: 1,
    stderr: /^The ConfigMap "c" is invalid: metadata.labels: Invalid value: "bad key": name part must consist of/,
  });
});

test('annotate', async () => {
  const kubectl = await plane.namespace('annotate');
  await prints(kubectl('create -f -', { input: configMap('c', {}) }));
  await prints(kubectl("annotate cm c note='a b'"), { stdout: 'configmap/c annotated\n' });
  await prints(kubectl('annotate cm c note=c --overwrite'), { stdout: 'configmap/c annotated\n' });
  await prints(kubectl('annotate cm c --list'), { stdout: 'note=c\n' });
  await prints(kubectl('annotate cm c note-'), { stdout: 'configmap/c annotated\n' });
});

describe('replace', { concurrency: true }, () => {
  test('as a whole', async () => {
    const kubectl = await plane.namespace('replace');
    await prints(kubectl('create -f -', { input: configMap('c', { a: '1' }) }));
    await prints(kubectl('replace -f -', { input: configMap('c', { b: '2' }) }), { stdout: 'configmap/c replaced\n' });
    await prints(kubectl("get cm c -o jsonpath='{.data}'"), { stdout: '{"b":"2"}' });
    await prints(kubectl('replace -f -', { input: configMap('none', {}) }), {
      code: 1,
      stderr: 'Error from server (NotFound): error when replacing "STDIN": configmaps "none" not found\n',
    });
  });

  test('by force', async () => {
    const kubectl = await plane.namespace('replace-force');
    await prints(kubectl('create -f -', { input: pod('p') }));
    const before = await outputOf(kubectl("get pod p -o jsonpath='{.metadata.uid}'"));
    await prints(kubectl('replace --force -f -', { input: pod('p', { hostname: 'h' }) }), {
      stdout: 'pod "p" deleted from replace-force namespace\npod/p replaced\n',
    });
    await prints(kubectl("get pod p -o jsonpath='{.metadata.uid}'"), { stdout: new RegExp(`^(?!${before})`) });
  });

  test('not over what another wrote meanwhile', async () => {
    const kubectl = await plane.namespace('replace-conflict');
    await prints(kubectl('create -f -', { input: configMap('c', {}) }));
    const old = JSON.parse(await outputOf(kubectl('get cm c -o json')));
    await prints(kubectl('label cm c a=b'));
    await prints(kubectl('replace -f -', { input: old }), {
      code: 1,
      stderr:
        'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again\n',
    });
  });
});
