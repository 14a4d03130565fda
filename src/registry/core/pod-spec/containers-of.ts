/** All containers of a pod spec, whatever list they stand in. */
import type { FieldPath } from '../../../api/field.ts';
import type { V1Container, V1EphemeralContainer, V1PodSpec } from '../../../schema/generated/types.ts';

export type AnyContainer = V1Container | V1EphemeralContainer;

export interface LocatedContainer {
  readonly container: AnyContainer;
  readonly at: FieldPath;
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export function containersOf(spec: V1PodSpec): AnyContainer[] {
  return LISTS.flatMap((list): AnyContainer[] => spec[list] ?? []);
}

/** @param at the path of the spec */
export function locatedContainersOf(spec: V1PodSpec, at: FieldPath): LocatedContainer[] {
  return LISTS.flatMap((list) =>
    (spec[list] ?? []).map((container, position) => ({ container, at: at.child(list).index(position) })),
  );
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: V1Container): boolean {
  return container.restartPolicy === 'Always';
}
