/** How violations read, and what many checks ask of a pod. */
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type {
  V1Container,
  V1EphemeralContainer,
  V1PodSpec,
  V1SecurityContext,
} from '../../../../schema/generated/types.ts';
import type { CheckPod, PodLike } from './check.ts';

/** A container of whatever list. */
export type AnyContainer = V1Container | V1EphemeralContainer;

/** The names of the containers of which it is true, in the order in which they stand. */
export function namesWhere(spec: V1PodSpec, isTrue: (container: AnyContainer) => boolean): string[] {
  return containersOf(spec)
    .filter(isTrue)
    .map(({ name }) => name ?? '');
}

export function contextOf(container: AnyContainer): V1SecurityContext {
  return container.securityContext ?? {};
}

/** `"a", "b"` */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(', ');
}

export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** `container "a"`, `containers "a", "b"` */
export function containers(names: readonly string[]): string {
  return `${plural(names.length, 'container')} ${quoted(names)}`;
}

/** Who sets something: `pod and container "a"`. Empty: nobody does. */
export function setters(isPod: boolean, names: readonly string[]): string {
  return [...(isPod ? ['pod'] : []), ...(names.length > 0 ? [containers(names)] : [])].join(' and ');
}

/** The versions since 1.25 ask nothing of Windows pods that only Linux knows. */
export function exceptWindows(check: CheckPod): CheckPod {
  return (pod) => (pod.spec.os?.name === 'windows' ? undefined : check(pod));
}

/** Root in a user namespace is nobody on the node (KEP-127): the versions since 1.35 let it be. */
export function exceptUserNamespaces(check: CheckPod): CheckPod {
  return (pod: PodLike) => (pod.spec.hostUsers === false ? undefined : check(pod));
}
