export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The median of each number in records of one shape. */
export function medians<T extends Readonly<Record<string, number>>>(records: readonly T[]): T {
  const names = Object.keys(records[0]!);
  return Object.fromEntries(names.map((name) => [name, median(records.map((record) => record[name]!))])) as T;
}
