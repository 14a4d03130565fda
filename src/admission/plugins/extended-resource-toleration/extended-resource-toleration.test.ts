import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit } from '../../testing.ts';
import { ExtendedResourceToleration } from './extended-resource-toleration.ts';

const plugin = new ExtendedResourceToleration();
const asking = (...names: string[]) => ({
  resources: { requests: Object.fromEntries(names.map((name) => [name, '1'])) },
});
const tolerating = (key: string, more: object = {}) => ({ key, operator: 'Exists', effect: 'NoSchedule', ...more });

const CASES: [what: string, spec: object, tolerations: object[]][] = [
  ['asks for nothing', { containers: [{}] }, []],
  ['asks for what every node has', { containers: [asking('cpu', 'memory', 'hugepages-2Mi')] }, []],
  ['asks for a device', { containers: [asking('example.com/gpu')] }, [tolerating('example.com/gpu')]],
  [
    'asks for several, in several containers',
    {
      containers: [asking('example.com/gpu', 'cpu'), asking('example.com/fpga')],
      initContainers: [asking('example.com/nic', 'example.com/gpu')],
    },
    [tolerating('example.com/fpga'), tolerating('example.com/gpu'), tolerating('example.com/nic')],
  ],
  [
    'tolerates something already',
    { containers: [asking('example.com/gpu')], tolerations: [tolerating('a')] },
    [tolerating('a'), tolerating('example.com/gpu')],
  ],
  [
    'tolerates it for a while',
    { containers: [asking('example.com/gpu')], tolerations: [tolerating('example.com/gpu', { tolerationSeconds: 5 })] },
    [tolerating('example.com/gpu')],
  ],
];
for (const [what, spec, tolerations] of CASES) {
  test(`a pod that ${what}`, async () => {
    const { object } = await admit(plugin, { resource: 'pods', object: { spec } });
    assert.deepEqual(object.spec.tolerations ?? [], tolerations);
    const again = await admit(plugin, { resource: 'pods', operation: 'UPDATE', object });
    assert.deepEqual(again.object, object, 'admitting it again changes nothing');
  });
}

test('subresources and other kinds are left alone', async () => {
  for (const resource of ['pods/status', 'deployments.apps']) {
    const { object } = await admit(plugin, { resource, object: { spec: { containers: [asking('example.com/gpu')] } } });
    assert.equal(object.spec.tolerations, undefined);
  }
});
