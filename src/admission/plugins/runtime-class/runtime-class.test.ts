import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, attributesOf, lookup } from '../../testing.ts';
import { RuntimeClass } from './runtime-class.ts';

const plain = { metadata: { name: 'plain' }, handler: 'runc' };
const vm = {
  metadata: { name: 'vm' },
  handler: 'kata',
  overhead: { podFixed: { cpu: '250m' } },
  scheduling: { nodeSelector: { vm: 'yes' }, tolerations: [{ key: 'vm', operator: 'Exists' }] },
};
const plugin = new RuntimeClass(lookup(plain, vm));

const CASES: [what: string, spec: object, want: object | string][] = [
  ['no class', { nodeSelector: { a: 'b' } }, { nodeSelector: { a: 'b' } }],
  ['a class that says nothing', { runtimeClassName: 'plain' }, { runtimeClassName: 'plain' }],
  [
    'a class with overhead and a place',
    { runtimeClassName: 'vm', nodeSelector: { a: 'b' }, tolerations: [{ key: 'x' }] },
    {
      runtimeClassName: 'vm',
      overhead: { cpu: '250m' },
      nodeSelector: { a: 'b', vm: 'yes' },
      tolerations: [{ key: 'x' }, { key: 'vm', operator: 'Exists' }],
    },
  ],
  ['a missing class', { runtimeClassName: 'gone' }, 'pod rejected: RuntimeClass "gone" not found'],
  [
    'another overhead',
    { runtimeClassName: 'vm', overhead: { cpu: '1' } },
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  ],
  [
    'overhead of its own',
    { overhead: { cpu: '1' } },
    'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  ],
  [
    'another place',
    { runtimeClassName: 'vm', nodeSelector: { vm: 'no' } },
    'conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no',
  ],
];

for (const [what, spec, want] of CASES) {
  test(`a pod with ${what}`, async () => {
    const { object, refused } = await admit(plugin, { resource: 'pods', object: { spec } });
    if (typeof want === 'string') return assert.equal(refused, `pods "x" is forbidden: ${want}`);
    assert.deepEqual(object.spec, want);
    assert.deepEqual((await admit(plugin, { resource: 'pods', object })).object, object);
  });
}

test('an overhead that was changed behind its back is refused', () => {
  const attributes = attributesOf({ resource: 'pods', object: { spec: { runtimeClassName: 'vm' } } });
  assert.throws(() => plugin.validate(attributes), /doesn't match/);
});
