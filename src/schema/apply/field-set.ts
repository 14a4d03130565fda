/**
 * Sets of field paths, as trees (structured-merge-diff's fieldpath.Set). A node says whether the path that leads to it
 * is in the set, and which paths below it are. Sets are never changed once they are made.
 *
 * Invariant: below the root there is no node that is neither owned nor has children.
 */
import { fieldElement, sortElements } from './path-element.ts';

export interface FieldSet {
  readonly owned: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const NONE: ReadonlyMap<string, FieldSet> = new Map();
export const EMPTY: FieldSet = { owned: false, children: NONE };
export const LEAF: FieldSet = { owned: true, children: NONE };

/** A set that is still being made; hand it on as a FieldSet. */
export class FieldSetBuilder implements FieldSet {
  owned = false;
  children: ReadonlyMap<string, FieldSet> = NONE;

  insert(path: readonly string[]): void {
    let node: FieldSetBuilder = this;
    for (const element of path) node = node.#descend(element);
    node.owned = true;
  }

  /** Puts a finished node, where nothing was before. */
  put(path: readonly string[], node: FieldSet): void {
    let parent: FieldSetBuilder = this;
    for (let i = 0; i < path.length - 1; i++) parent = parent.#descend(path[i]!);
    parent.#own().set(path[path.length - 1]!, node);
  }

  /** Takes over a finished node, unless it holds nothing. */
  attach(element: string, node: FieldSet): void {
    if (node.owned || node.children.size > 0) this.#own().set(element, node);
  }

  #descend(element: string): FieldSetBuilder {
    let child = this.children.get(element) as FieldSetBuilder | undefined;
    if (!child) {
      child = new FieldSetBuilder();
      this.#own().set(element, child);
    }
    return child;
  }

  #own(): Map<string, FieldSet> {
    if (this.children === NONE) this.children = new Map();
    return this.children as Map<string, FieldSet>;
  }
}

/** `fieldSet(['status'], ['metadata', 'labels'])`: plain fields, by their names. */
export function fieldSet(...paths: readonly (readonly string[])[]): FieldSet {
  const set = new FieldSetBuilder();
  for (const path of paths) set.insert(path.map(fieldElement));
  return set;
}

export function isEmpty(set: FieldSet): boolean {
  return !set.owned && set.children.size === 0;
}

export function has(set: FieldSet, path: readonly string[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.children.get(element);
  return node?.owned ?? false;
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isEmpty(right)) return left;
  if (isEmpty(left)) return right;
  const children = new Map(left.children);
  for (const [element, node] of right.children) {
    const other = left.children.get(element);
    children.set(element, other ? union(other, node) : node);
  }
  return { owned: left.owned || right.owned, children };
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, node] of left.children) {
    const other = right.children.get(element);
    if (!other) continue;
    const common = intersection(node, other);
    if (!isEmpty(common)) children.set(element, common);
  }
  return { owned: left.owned && right.owned, children };
}

/** Takes the paths of `right` out of `left`; what is below them stays. The same object when nothing is taken. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, (node, other) => difference(node, other));
}

/** Takes the paths of `right` and everything below them out of `left`. */
export function recursiveDifference(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, (node, other) => (other.owned ? EMPTY : recursiveDifference(node, other)));
}

function subtract(left: FieldSet, right: FieldSet, inner: (node: FieldSet, other: FieldSet) => FieldSet): FieldSet {
  if (isEmpty(left)) return left;
  const owned = left.owned && !right.owned;
  let children: Map<string, FieldSet> | undefined;
  for (const [element, other] of right.children) {
    const node = left.children.get(element);
    if (!node) continue;
    const rest = inner(node, other);
    if (rest === node) continue;
    children ??= new Map(left.children);
    if (isEmpty(rest)) children.delete(element);
    else children.set(element, rest);
  }
  return children || owned !== left.owned ? { owned, children: children ?? left.children } : left;
}

export function equalSets(left: FieldSet, right: FieldSet): boolean {
  if (left === right) return true;
  if (left.owned !== right.owned || left.children.size !== right.children.size) return false;
  for (const [element, node] of left.children) {
    const other = right.children.get(element);
    if (!other || !equalSets(node, other)) return false;
  }
  return true;
}

/** Every path of the set, in upstream's order: those that end here first, then those further down. */
export function* pathsOf(set: FieldSet, prefix: readonly string[] = []): Generator<string[]> {
  const elements = sortElements(set.children.keys());
  for (const element of elements) if (set.children.get(element)!.owned) yield [...prefix, element];
  for (const element of elements) yield* pathsOf(set.children.get(element)!, [...prefix, element]);
}
