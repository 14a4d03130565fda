import type { KubeObject } from '../api/object.ts';
import { cloneJson } from '../util/clone.ts';
import { deepEqual } from '../util/deep-equal.ts';

/** What the first round of mutation leaves for the second: who has to see the object once more, each by a name of its own. */
export class Rounds {
  /** Those that want to see what others change after them. */
  readonly #called = new Set<string>();
  readonly #again = new Set<string>();
  #output: KubeObject | undefined;

  /** Whether it is to be called in the second round. */
  isWanted(id: string): boolean {
    return this.#again.has(id);
  }

  /** One that wants to see later changes was called. */
  add(id: string): void {
    this.#called.add(id);
  }

  /** Somebody changed the object: those that were called before have to see it. */
  changed(): void {
    for (const id of this.#called) this.#again.add(id);
    this.#called.clear();
  }

  /** Whether plugins that ran between the rounds changed it. */
  hasChangedSince(object: KubeObject | undefined): boolean {
    return this.#output !== undefined && !deepEqual(this.#output, object);
  }

  end(object: KubeObject | undefined): void {
    this.#output = this.#called.size > 0 ? cloneJson(object) : undefined;
  }
}
