/** A Helm chart with every kind an application brings, from lint to uninstall. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { KINDS, writeChart } from '../support/chart.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const chart = await writeChart(plane.directory);
const { helm } = plane;
const kubectl = await plane.namespace('apps');
const inApps = (command: string) => helm(`${command} --namespace=apps`);

const read = (path: string) => outputOf(kubectl(`get deployment shop -o jsonpath='${path}'`));

/** Names of every object of the chart that is there. */
async function present(): Promise<string> {
  return outputOf(
    kubectl(`get ${[...new Set(KINDS)].join(',').toLowerCase()} -o name --field-selector metadata.name=shop`),
  );
}

test('a chart lives its life', async (t) => {
  await t.test('lint', () =>
    prints(helm(`lint ${chart}`), { stdout: /\n1 chart\(s\) linted, 0 chart\(s\) failed\n$/ }),
  );

  await t.test('template', async () => {
    const stdout = await outputOf(helm(`template shop ${chart}`));
    assert.deepEqual([...stdout.matchAll(/^kind: (\w+)$/gm)].map((match) => match[1]).sort(), [...KINDS].sort());
  });

  await t.test('what an install would do', async () => {
    await prints(inApps(`install shop ${chart} --dry-run=server`), {
      stdout: /^NAME: shop\n(.*\n)*STATUS: pending-install\n(.*\n)*MANIFEST:\n/,
    });
    assert.equal(await present(), '');
  });

  await t.test('install', async () => {
    await prints(inApps(`install shop ${chart}`), {
      stdout:
        /^NAME: shop\nLAST DEPLOYED: .*\nNAMESPACE: apps\nSTATUS: deployed\nREVISION: 1\nDESCRIPTION: Install complete\n(.*\n)*Shop is open.\n$/,
    });
    assert.equal((await present()).trim().split('\n').length, KINDS.length);
    assert.equal(await read('{.spec.replicas}'), '2');
  });

  await t.test('list, status, values, manifest', async () => {
    await prints(inApps('list'), {
      stdout:
        /^NAME\s+NAMESPACE\s+REVISION\s+UPDATED\s+STATUS\s+CHART\s+APP VERSION\s*\nshop\s+apps\s+1 .*\sdeployed\s+shop-1\.2\.3\s+9\s*\n$/,
    });
    await prints(inApps('status shop'), { stdout: /\nSTATUS: deployed\nREVISION: 1\n/ });
    await prints(inApps('get values shop --all -o json'), { stdout: /"replicas":2/ });
    await prints(inApps('get manifest shop'), { stdout: /\nkind: StatefulSet\n/ });
    await prints(inApps('get notes shop'), { stdout: /Shop is open./ });
  });

  await t.test('what an upgrade would do', async () => {
    await prints(inApps(`upgrade shop ${chart} --set replicas=4 --dry-run=server`), {
      stdout: /\nSTATUS: pending-upgrade\nREVISION: 2\n(.*\n)* {2}replicas: 4\n/,
    });
    assert.equal(await read('{.spec.replicas}'), '2');
  });

  await t.test('upgrade', async () => {
    await prints(inApps(`upgrade shop ${chart} --set replicas=4,image=nginx:1.30,greeting=hi`), {
      stdout: /^Release "shop" has been upgraded. Happy Helming!\n(.*\n)*REVISION: 2\n/,
    });
    assert.equal(await read('{.spec.replicas} {.spec.template.spec.containers[0].image}'), '4 nginx:1.30');
  });

  await t.test('an upgrade that changes nothing', async () => {
    const before = await read('{.metadata.resourceVersion} {.metadata.generation}');
    await prints(inApps(`upgrade shop ${chart} --reuse-values`), { stdout: /REVISION: 3\n/ });
    assert.equal(await read('{.metadata.resourceVersion} {.metadata.generation}'), before);
  });

  await t.test('history and rollback', async () => {
    await prints(inApps('rollback shop 1'), { stdout: 'Rollback was a success! Happy Helming!\n' });
    assert.equal(await read('{.spec.replicas} {.spec.template.spec.containers[0].image}'), '2 nginx:1.29');
    const stdout = await outputOf(inApps('history shop -o json'));
    assert.deepEqual(
      JSON.parse(stdout).map(({ revision, status, description }: any) => [revision, status, description]),
      [
        [1, 'superseded', 'Install complete'],
        [2, 'superseded', 'Upgrade complete'],
        [3, 'superseded', 'Upgrade complete'],
        [4, 'deployed', 'Rollback to 1'],
      ],
    );
  });

  await t.test('a refused upgrade leaves all as it was', async () => {
    const refused = await inApps(`upgrade shop ${chart} --set replicas=-1`);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /spec.replicas: Invalid value: -1: must be greater than or equal to 0/);
    assert.equal(await read('{.spec.replicas}'), '2');
    await prints(inApps('rollback shop 4'), { stdout: /success/ });
  });

  await t.test('uninstall', async () => {
    await prints(inApps('uninstall shop'), { stdout: 'release "shop" uninstalled\n' });
    assert.equal(await present(), '');
    await prints(inApps('list --short'), { stdout: '' });
    await prints(kubectl('get secrets -l owner=helm -o name'), { stdout: '' });
  });
});

test('install makes the namespace', async () => {
  await prints(helm(`install shop ${chart} --namespace=fresh --create-namespace`), { stdout: /STATUS: deployed/ });
  await prints(helm('uninstall shop --namespace=fresh'), { stdout: /uninstalled/ });
});
