import { NodeCounts } from './node-counts.ts';
import { type UsedKind, type UseKey, useKey } from './use-key.ts';

/** An object that others refer to, kept as long as any of them is there. */
interface Used {
  readonly key: UseKey;
  /** How many refer to it. */
  holders: number;
  /** Where it is used. */
  readonly nodes: NodeCounts;
  /** Of a claim: the volumes bound to it. Nothing keeps two volumes from naming the same claim. */
  volumes?: Set<Bound>;
}

/** A pod on a node, or another object that says by itself which node it belongs to. */
interface Placed {
  readonly node: string;
  readonly uses: readonly Used[];
}

interface Bound {
  readonly claim: Used;
  /** The volume itself, and the secrets that it is mounted with. */
  readonly uses: readonly Used[];
}

const NOTHING: readonly UseKey[] = [];

/**
 * Which objects concern which nodes: node ← pod ← secret, config map, claim, …, and claim ← volume ← secret. Paths are
 * not searched for: a change adds to or takes from the counts of the objects that it concerns. So changes cost what
 * they change, and an answer costs two look-ups however large the cluster is.
 */
export class NodeGraph {
  /** All three by the key of the object itself. */
  readonly #used = new Map<UseKey, Used>();
  readonly #placed = new Map<UseKey, Placed>();
  readonly #bound = new Map<UseKey, Bound>();

  concerns(node: string, kind: UsedKind, namespace: string, name: string): boolean {
    const key = useKey(kind, namespace, name);
    return this.#placed.get(key)?.node === node || (this.#used.get(key)?.nodes.has(node) ?? false);
  }

  /** Takes the place of what was said of it before. @param node empty: it is on none */
  place(key: UseKey, node: string, uses: readonly UseKey[] = NOTHING): void {
    const before = this.#placed.get(key);
    if (before?.node === node && sameKeys(before.uses, uses)) return;
    if (node === '') this.#placed.delete(key);
    else this.#placed.set(key, this.#hold(node, uses));
    // Only now, so that what stays used is never counted down to nothing and up again.
    if (before) this.#release(before);
  }

  remove(key: UseKey): void {
    this.place(key, '');
  }

  /** Takes the place of what was said of it before. @param claim undefined: it is bound to none */
  bind(volume: UseKey, claim: UseKey | undefined, secrets: readonly UseKey[] = NOTHING): void {
    const before = this.#bound.get(volume);
    const uses = [volume, ...secrets];
    if (before && before.claim.key === claim && sameKeys(before.uses, uses)) return;
    if (before) this.#unbind(volume, before);
    if (claim !== undefined) this.#bind(volume, { claim: this.#take(claim), uses: uses.map((key) => this.#take(key)) });
  }

  unbind(volume: UseKey): void {
    this.bind(volume, undefined);
  }

  /** How many objects it knows. */
  get size(): number {
    return this.#placed.size + this.#used.size;
  }

  #hold(node: string, keys: readonly UseKey[]): Placed {
    const uses = keys.map((key) => this.#take(key));
    for (const used of uses) use(used, node);
    return { node, uses };
  }

  #release({ node, uses }: Placed): void {
    for (const used of uses) {
      unuse(used, node);
      this.#drop(used);
    }
  }

  #bind(volume: UseKey, bound: Bound): void {
    const { claim, uses } = bound;
    this.#bound.set(volume, bound);
    claim.volumes ??= new Set();
    claim.volumes.add(bound);
    for (const node of claim.nodes.nodes()) for (const used of uses) use(used, node);
  }

  #unbind(volume: UseKey, bound: Bound): void {
    const { claim, uses } = bound;
    this.#bound.delete(volume);
    claim.volumes!.delete(bound);
    for (const used of uses) {
      for (const node of claim.nodes.nodes()) unuse(used, node);
      this.#drop(used);
    }
    this.#drop(claim);
  }

  #take(key: UseKey): Used {
    const used = this.#used.get(key) ?? { key, holders: 0, nodes: new NodeCounts() };
    if (used.holders === 0) this.#used.set(key, used);
    used.holders += 1;
    return used;
  }

  #drop(used: Used): void {
    used.holders -= 1;
    if (used.holders === 0) this.#used.delete(used.key);
  }
}

/** What is behind a claim is used wherever the claim is, once for each node. */
function use(used: Used, node: string): void {
  if (!used.nodes.add(node)) return;
  for (const { uses } of used.volumes ?? []) for (const behind of uses) use(behind, node);
}

function unuse(used: Used, node: string): void {
  if (!used.nodes.remove(node)) return;
  for (const { uses } of used.volumes ?? []) for (const behind of uses) unuse(behind, node);
}

function sameKeys(uses: readonly Used[], keys: readonly UseKey[]): boolean {
  return uses.length === keys.length && uses.every(({ key }, i) => key === keys[i]);
}
