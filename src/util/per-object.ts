/** What is made of an object that never changes: made once, and kept for as long as the object is. */
export function perObject<O extends object, T>(make: (object: O) => T): (object: O) => T {
  const made = new WeakMap<O, T>();
  return (object) => {
    let known = made.get(object);
    if (known === undefined) {
      known = make(object);
      made.set(object, known);
    }
    return known;
  };
}
