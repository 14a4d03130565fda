import { containersOf } from '../../../api/pods/containers-of.ts';
import type { PodLike } from './checks/check.ts';
import type { AnyContainer } from './checks/words.ts';

const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

/**
 * Whether an update of a pod may change what the checks find. Most of a pod cannot be updated; what can be and matters
 * are its images, its seccomp annotations, and containers that are added to it. Pods that were let in under a laxer
 * policy can still be labelled and finished.
 */
export function isSignificantUpdate(pod: PodLike, old: PodLike): boolean {
  const before = new Map(containersOf(old.spec).map((container) => [container.name, container]));
  const count = (list: 'containers' | 'initContainers') => pod.spec[list]?.length === old.spec[list]?.length;
  if (!count('containers') || !count('initContainers')) return true;
  return containersOf(pod.spec).some((container) => {
    const was = before.get(container.name);
    return was === undefined || isChanged(container, was) || seccompOf(pod, container) !== seccompOf(old, container);
  });
}

function isChanged(container: AnyContainer, was: AnyContainer): boolean {
  return container.image !== was.image;
}

function seccompOf({ annotations }: PodLike, { name }: AnyContainer): string {
  return annotations[SECCOMP + name] ?? '';
}
