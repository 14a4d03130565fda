/**
 * How often something is used on each node. Most things are used on one node only, and there may be hundreds of
 * thousands of them: a map comes with the second node.
 */
export class NodeCounts {
  #node = '';
  #count = 0;
  #several: Map<string, number> | undefined;

  has(node: string): boolean {
    return this.#several?.has(node) ?? (this.#count > 0 && this.#node === node);
  }

  nodes(): readonly string[] {
    if (this.#several) return [...this.#several.keys()];
    return this.#count > 0 ? [this.#node] : [];
  }

  /** @returns whether it is the first on this node */
  add(node: string): boolean {
    if (this.#several) return addTo(this.#several, node);
    if (this.#count > 0 && this.#node !== node) {
      this.#several = new Map([[this.#node, this.#count]]);
      return addTo(this.#several, node);
    }
    this.#node = node;
    this.#count += 1;
    return this.#count === 1;
  }

  /** @param node one that was added more often than removed @returns whether it was the last on this node */
  remove(node: string): boolean {
    if (!this.#several) {
      this.#count -= 1;
      return this.#count === 0;
    }
    const count = this.#several.get(node)!;
    if (count > 1) this.#several.set(node, count - 1);
    else this.#several.delete(node);
    return count === 1;
  }
}

function addTo(counts: Map<string, number>, node: string): boolean {
  const count = counts.get(node) ?? 0;
  counts.set(node, count + 1);
  return count === 0;
}
