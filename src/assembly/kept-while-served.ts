import type { Registry } from '../registry/registry.ts';

/** Keeps what is made of the resources that are served, until others are. @returns made, by its key */
export function keptWhileServed<A extends readonly unknown[], T>(
  registry: Pick<Registry, 'generation'>,
  make: (...args: A) => T,
): (key: string, ...args: A) => T {
  const kept = new Map<string, T>();
  let { generation } = registry;
  return (key, ...args) => {
    if (generation !== registry.generation) {
      kept.clear();
      generation = registry.generation;
    }
    let known = kept.get(key);
    if (known === undefined) {
      known = make(...args);
      if (known !== undefined) kept.set(key, known);
    }
    return known;
  };
}
