import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit } from '../../testing.ts';
import { DefaultTolerationSeconds, FIVE_MINUTES } from './default-toleration-seconds.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const added = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });

const CASES: [what: string, tolerations: object[] | undefined, added: string[]][] = [
  ['no toleration', undefined, [NOT_READY, UNREACHABLE]],
  ['another taint', [{ key: 'a', effect: 'NoExecute' }], [NOT_READY, UNREACHABLE]],
  ['one of the two', [{ key: NOT_READY, effect: 'NoExecute', tolerationSeconds: 5 }], [UNREACHABLE]],
  ['one of the two, of any effect', [{ key: UNREACHABLE }], [NOT_READY]],
  ['one of the two, of another effect', [{ key: NOT_READY, effect: 'NoSchedule' }], [NOT_READY, UNREACHABLE]],
  ['everything', [{ operator: 'Exists' }], []],
];

for (const [what, tolerations, keys] of CASES) {
  test(`a pod that tolerates ${what}`, async () => {
    const plugin = new DefaultTolerationSeconds(FIVE_MINUTES);
    const { object } = await admit(plugin, { resource: 'pods', object: { spec: { tolerations } } });
    assert.deepEqual(object.spec.tolerations ?? [], [...(tolerations ?? []), ...keys.map(added)]);
    const again = await admit(plugin, { resource: 'pods', object });
    assert.deepEqual(again.object, object, 'admitting it again changes nothing');
  });
}

test('each for as long as is set', async () => {
  const plugin = new DefaultTolerationSeconds({ notReadySeconds: 30, unreachableSeconds: 0 });
  const { object } = await admit(plugin, { resource: 'pods', object: { spec: {} } });
  const seconds = object.spec.tolerations.map((each: any) => [each.key, each.tolerationSeconds]);
  assert.deepEqual(seconds, [
    [NOT_READY, 30],
    [UNREACHABLE, 0],
  ]);
});
