/** Amounts of resources by their names, as quotas count them. Never changed once they are made. */
import { Quantity } from '../api/quantity.ts';

export type Amounts = ReadonlyMap<string, Quantity>;

export const NO_AMOUNTS: Amounts = new Map();
export const ONE = Quantity.fromInteger(1);

/** @param list of an object that was validated */
export function parseAmounts(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, Quantity.parse(text)]));
}

export function formatAmounts(amounts: Amounts): Record<string, string> {
  const sorted = [...amounts].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, quantity]) => [name, quantity.toString()]));
}

/** As refusals show them: `cpu=1,pods=2`. */
export function showAmounts(amounts: Amounts): string {
  return Object.entries(formatAmounts(amounts))
    .map(([name, text]) => `${name}=${text}`)
    .join(',');
}

export function add(left: Amounts, right: Amounts): Amounts {
  const sum = new Map(left);
  for (const [name, quantity] of right) sum.set(name, sum.get(name)?.add(quantity) ?? quantity);
  return sum;
}

/** What `left` has more, or less, than `right`: only what differs. */
export function difference(left: Amounts, right: Amounts): Amounts {
  const differing = [...new Set([...left.keys(), ...right.keys()])]
    .map((name) => [name, (left.get(name) ?? Quantity.ZERO).subtract(right.get(name) ?? Quantity.ZERO)] as const)
    .filter(([, quantity]) => !quantity.isZero());
  return new Map(differing);
}

export function only(amounts: Amounts, wanted: (name: string, quantity: Quantity) => boolean): Amounts {
  return new Map([...amounts].filter(([name, quantity]) => wanted(name, quantity)));
}
