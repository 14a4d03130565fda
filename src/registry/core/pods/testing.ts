/** Pods as the store holds them, for tests of what may become of them. */
import type { V1PodSpec } from '../../../schema/generated/types.ts';
import { somePod } from '../pod-spec/testing/pod-cases.ts';
import type { Pod } from './pod.ts';
import { pods } from './pods.ts';

export const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'jane', groups: [] } };

/** With defaults and an initial status. */
export function createdPod(change: (spec: V1PodSpec, pod: Pod) => void = () => {}): Pod {
  const pod = somePod(change);
  pods.strategy.defaults!(pod);
  pods.strategy.prepareForCreate!(pod, CONTEXT);
  return pod;
}

/** The pod after a client's change, before the strategy has put anything back. */
export function changedPod(old: Pod, change: (spec: V1PodSpec, pod: Pod) => void): Pod {
  const pod = structuredClone(old);
  change(pod.spec!, pod);
  pods.strategy.defaults!(pod);
  return pod;
}
