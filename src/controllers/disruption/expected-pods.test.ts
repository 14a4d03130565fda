import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { expectedPods } from './expected-pods.ts';
import type { Scale } from './scales.ts';

const pod = (name: string, owner?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    ...(owner && {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }],
    }),
  },
});
const budget = (spec: object): KubeObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: {},
  spec,
});
const SCALES = new Map<string, Scale>([
  ['a', { uid: 'd', replicas: 7 }],
  ['b', { uid: 'd', replicas: 7 }],
  ['c', { uid: 'c', replicas: 4 }],
]);
const scaleOf = ({ uid }: { uid: string }) => SCALES.get(uid);

describe('expected pods', () => {
  const two = [pod('1', 'a'), pod('2', 'c')];
  const rows: [
    name: string,
    spec: object,
    pods: KubeObject[],
    expected: number,
    desired: number,
    unmanaged?: string[],
  ][] = [
    ['a number to have: the pods there are', { minAvailable: 3 }, [pod('1'), pod('2')], 2, 3],
    ['a part to have: of what the controllers want, rounded up', { minAvailable: '50%' }, two, 11, 6],
    ['a number to lose', { maxUnavailable: 2 }, two, 11, 9],
    ['a part to lose, rounded up', { maxUnavailable: '30%' }, two, 11, 7],
    ['more to lose than there is', { maxUnavailable: 20 }, two, 11, 0],
    ['two replica sets of one deployment', { maxUnavailable: 1 }, [pod('1', 'a'), pod('2', 'b')], 7, 6],
    ['pods that nobody controls', { maxUnavailable: 1 }, [pod('1', 'c'), pod('2')], 4, 3, ['2']],
    ['no pods', { maxUnavailable: '50%' }, [], 0, 0],
    ['neither', {}, two, 0, 0],
  ];
  for (const [name, spec, pods, expected, desiredHealthy, unmanaged = []] of rows) {
    it(name, () => {
      assert.deepEqual(expectedPods(budget(spec), pods, scaleOf), {
        expectedPods: expected,
        desiredHealthy,
        unmanaged,
      });
    });
  }

  it('a controller that is gone', () => {
    const act = () => expectedPods(budget({ maxUnavailable: 1 }), [pod('p', 'gone')], scaleOf);
    assert.throws(act, /^UnknownScale: found no controllers for pod "p"$/);
  });
});
