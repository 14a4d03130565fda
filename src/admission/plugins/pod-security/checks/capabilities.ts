/** What both checks on capabilities ask. */
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { V1PodSpec } from '../../../../schema/generated/types.ts';
import { type AnyContainer, containers, contextOf, namesWhere, quoted, sorted } from './words.ts';

/** Which containers add others than those allowed, in words. undefined: none does. */
export function addedBeyond(spec: V1PodSpec, allowed: ReadonlySet<string>): string | undefined {
  const beyond = (container: AnyContainer) => added(container).filter((capability) => !allowed.has(capability));
  const names = namesWhere(spec, (container) => beyond(container).length > 0);
  if (names.length === 0) return;
  const capabilities = quoted(sorted(containersOf(spec).flatMap(beyond)));
  return `${containers(names)} must not include ${capabilities} in securityContext.capabilities.add`;
}

function added(container: AnyContainer): readonly string[] {
  return contextOf(container).capabilities?.add ?? [];
}
