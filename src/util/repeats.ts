/** For each position of a list: whether the same value stands before it. */
export function repeats(values: readonly unknown[]): boolean[] {
  const seen = new Set<unknown>();
  return values.map((value) => {
    const repeated = seen.has(value);
    seen.add(value);
    return repeated;
  });
}
