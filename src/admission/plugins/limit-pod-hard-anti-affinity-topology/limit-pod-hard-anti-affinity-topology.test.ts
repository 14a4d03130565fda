import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, type TestWrite } from '../../testing.ts';
import { LimitPodHardAntiAffinityTopology } from './limit-pod-hard-anti-affinity-topology.ts';

const plugin = new LimitPodHardAntiAffinityTopology();
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const terms = (...keys: string[]) => keys.map((topologyKey) => ({ topologyKey }));
const against = (podAntiAffinity: object) => ({ object: { spec: { affinity: { podAntiAffinity } } } });
const REFUSAL =
  'pods "x" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed';

const CASES: [what: string, write: Partial<TestWrite>, refusal: string | undefined][] = [
  ['no affinity', { object: { spec: {} } }, undefined],
  ['nothing required', against({}), undefined],
  ['off its node', against({ [REQUIRED]: terms('kubernetes.io/hostname') }), undefined],
  ['off its zone', against({ [REQUIRED]: terms('kubernetes.io/hostname', 'zone', 'region') }), REFUSAL],
  ['off its zone, later', { ...against({ [REQUIRED]: terms('zone') }), operation: 'UPDATE' }, REFUSAL],
  ['off its zone where that can be', against({ preferredDuringSchedulingIgnoredDuringExecution: [{}] }), undefined],
  ['together in a zone', { object: { spec: { affinity: { podAffinity: { [REQUIRED]: terms('zone') } } } } }, undefined],
  ['its status', { ...against({ [REQUIRED]: terms('zone') }), resource: 'pods/status' }, undefined],
];
for (const [what, write, refusal] of CASES) {
  test(`${what}: ${refusal ? 'refused' : 'admitted'}`, async () => {
    const { refused } = await admit(plugin, { resource: 'pods', ...write });
    assert.equal(refused, refusal);
  });
}
