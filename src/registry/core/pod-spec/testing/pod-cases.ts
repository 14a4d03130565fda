/** A valid pod, and tables of what makes it invalid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../../../api/field.ts';
import type { V1Container, V1PodSpec } from '../../../../schema/generated/types.ts';
import type { Pod } from '../../pods/pod.ts';
import { setPodSpecDefaults } from '../defaults.ts';
import { validatePodSpec } from '../validation.ts';

/** Without defaults. */
export function somePod(change: (spec: V1PodSpec, pod: Pod) => void = () => {}): Pod {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      containers: [{ name: 'app', image: 'registry.example/app:1' }],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'disk', persistentVolumeClaim: { claimName: 'disk' } },
      ],
    },
  };
  change(pod.spec!, pod);
  return pod;
}

/** The first container of a spec. */
export function app(spec: V1PodSpec): V1Container {
  return spec.containers![0]!;
}

/** A change of a valid spec, and the errors that follow, each as `path: message`; none: the spec stays valid. */
export type SpecCase = readonly [name: string, change: (spec: V1PodSpec) => void, ...errors: string[]];

export function testSpecs(cases: readonly SpecCase[]): void {
  for (const [name, change, ...expected] of cases) {
    test(name, () => {
      const { spec = {}, metadata } = somePod(change);
      setPodSpecDefaults(spec);
      assert.deepEqual(validatePodSpec(spec, metadata, path('spec'), { isPod: true }).map(String), expected);
    });
  }
}
