/** All containers of a pod spec, whatever list they stand in. */
import type { FieldPath } from '../field.ts';

/** With the types of its own containers. */
export interface ContainerLists<I, C, E> {
  initContainers?: I[];
  containers?: C[] | null;
  ephemeralContainers?: E[];
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export function containersOf<I, C, E>(spec: ContainerLists<I, C, E>): (I | C | E)[] {
  return LISTS.flatMap((list): (I | C | E)[] => spec[list] ?? []);
}

export interface LocatedContainer<T> {
  readonly container: T;
  readonly at: FieldPath;
}

/** @param at the path of the spec */
export function locatedContainersOf<I, C, E>(
  spec: ContainerLists<I, C, E>,
  at: FieldPath,
): LocatedContainer<I | C | E>[] {
  return LISTS.flatMap((list) =>
    (spec[list] ?? []).map((container, position) => ({ container, at: at.child(list).index(position) })),
  );
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: { restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always';
}
