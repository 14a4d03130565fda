/** The least and the most that a size or a cost may be. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** What no sum and no product exceeds: cel-go counts in 64 bits. */
export const UNBOUNDED = 2 ** 64;

export const UNKNOWN: Bounds = { min: 0, max: UNBOUNDED };

export function exactly(value: number): Bounds {
  return { min: value, max: value };
}

export const NOTHING: Bounds = exactly(0);
export const ONE: Bounds = exactly(1);

export function upTo(max: number): Bounds {
  return { min: 0, max };
}

export function sum(...all: readonly Bounds[]): Bounds {
  return all.reduce((a, b) => bounded(a.min + b.min, a.max + b.max), NOTHING);
}

export function product(a: Bounds, b: Bounds): Bounds {
  return bounded(a.min * b.min, a.max * b.max);
}

/** Rounded up. */
export function scaled({ min, max }: Bounds, factor: number): Bounds {
  return bounded(Math.ceil(min * factor), Math.ceil(max * factor));
}

/** Whatever is within one of them. */
export function hull(...[first, ...rest]: readonly [Bounds, ...Bounds[]]): Bounds {
  return rest.reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }), first);
}

function bounded(min: number, max: number): Bounds {
  return { min: Math.min(min, UNBOUNDED), max: Math.min(max, UNBOUNDED) };
}
