/** 64-bit arithmetic on bigint: exact, and an error where Go's int64 and uint64 would overflow. */

export interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

export const INT_RANGE: Range = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
export const UINT_RANGE: Range = { least: 0n, most: 2n ** 64n - 1n };

export function within(range: Range, value: bigint): boolean {
  return value >= range.least && value <= range.most;
}
