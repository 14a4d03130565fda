import type { KubeObject } from '../../api/object.ts';

/** What is made of an object, made once for each of its versions. */
export function perObject<T>(make: (object: KubeObject) => T): (object: KubeObject) => T {
  const made = new WeakMap<KubeObject, T>();
  return (object) => {
    let known = made.get(object);
    if (known === undefined) {
      known = make(object);
      made.set(object, known);
    }
    return known;
  };
}
