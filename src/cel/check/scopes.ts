/** Variables that expressions declare themselves, innermost first. */
import type { Type } from './types.ts';

export class Scopes {
  readonly #scopes: ReadonlyMap<string, Type>[] = [];

  enter(variables: Readonly<Record<string, Type>>): void {
    this.#scopes.push(new Map(Object.entries(variables)));
  }

  leave(): void {
    this.#scopes.pop();
  }

  find(name: string): Type | undefined {
    for (let depth = this.#scopes.length - 1; depth >= 0; depth -= 1) {
      const type = this.#scopes[depth]!.get(name);
      if (type) return type;
    }
    return undefined;
  }
}
