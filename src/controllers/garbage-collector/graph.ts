/** Who is owned by whom, by uid. Only objects that have owners, or that wait for their dependents, are in it. */
import type { ObjectMeta } from '../../api/object.ts';
import type { ObjectResource } from '../objects.ts';

/** `marked`: it goes by itself. `foreground`, `orphan`: it goes once its dependents are gone, or are set free. */
export type Deletion = 'none' | 'marked' | 'foreground' | 'orphan';

export const FINALIZERS = { foreground: 'foregroundDeletion', orphan: 'orphan' } as const;

export interface Link {
  /** The owner's uid. */
  readonly owner: string;
  /** A deletion of the owner in the foreground waits for this dependent. */
  readonly blocks: boolean;
}

/** Never changed: another takes its place. Small, as a cluster may have very many. */
export interface Node {
  readonly uid: string;
  readonly resource: ObjectResource;
  readonly key: string;
  readonly links: readonly Link[];
  readonly deletion: Deletion;
}

const NO_LINKS: readonly Link[] = [];

/** @returns undefined when garbage collection has nothing to do with the object */
export function nodeOf(resource: ObjectResource, key: string, metadata: ObjectMeta): Node | undefined {
  const deletion = deletionOf(metadata);
  const references = metadata.ownerReferences ?? [];
  if (references.length === 0 && (deletion === 'none' || deletion === 'marked')) return undefined;
  const links = references.map(({ uid, blockOwnerDeletion }) => ({ owner: uid, blocks: blockOwnerDeletion === true }));
  return { uid: metadata.uid!, resource, key, links: links.length === 0 ? NO_LINKS : links, deletion };
}

function deletionOf({ deletionTimestamp, finalizers = [] }: ObjectMeta): Deletion {
  if (deletionTimestamp === undefined) return 'none';
  if (finalizers.includes(FINALIZERS.orphan)) return 'orphan';
  return finalizers.includes(FINALIZERS.foreground) ? 'foreground' : 'marked';
}

export class Graph {
  readonly #nodes = new Map<string, Node>();
  /** By the owner's uid: the uids of those that name it as an owner, whether it exists or not. */
  readonly #dependents = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  get(uid: string): Node | undefined {
    return this.#nodes.get(uid);
  }

  dependentsOf(uid: string): Node[] {
    return [...(this.#dependents.get(uid) ?? [])].map((dependent) => this.#nodes.get(dependent)!);
  }

  /** @param node undefined: there is none any more. @returns the one that was there */
  replace(uid: string, node: Node | undefined): Node | undefined {
    const before = this.#nodes.get(uid);
    for (const { owner } of before?.links ?? NO_LINKS) this.#unlink(owner, uid);
    if (node) this.#nodes.set(uid, node);
    else this.#nodes.delete(uid);
    for (const { owner } of node?.links ?? NO_LINKS) this.#link(owner, uid);
    return before;
  }

  #link(owner: string, dependent: string): void {
    const dependents = this.#dependents.get(owner);
    if (dependents) dependents.add(dependent);
    else this.#dependents.set(owner, new Set([dependent]));
  }

  #unlink(owner: string, dependent: string): void {
    const dependents = this.#dependents.get(owner);
    dependents?.delete(dependent);
    if (dependents?.size === 0) this.#dependents.delete(owner);
  }
}

/** The owners that the first of two states of an object holds up, and the second does not. */
export function releasedOwners(before: Node | undefined, after: Node | undefined): string[] {
  if (!before || before.links === after?.links) return [];
  const stillBlocked = new Set(after?.links.filter(({ blocks }) => blocks).map(({ owner }) => owner));
  return before.links.filter(({ owner, blocks }) => blocks && !stillBlocked.has(owner)).map(({ owner }) => owner);
}

export function sameLinks(a: Node | undefined, b: Node): boolean {
  return a?.links.length === b.links.length && a.links.every(({ owner }, i) => owner === b.links[i]!.owner);
}
