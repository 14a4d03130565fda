import { Quantity } from '../../api/quantity.ts';

/** The same few amounts stand in most objects, and exact arithmetic is slow. */
const known = new Map<string, string>();
const MOST = 2_000;
const LONGEST = 32;

/** @returns the quantity as upstream writes it: `1024Mi` is `1Gi` @throws QuantityError */
export function canonicalQuantity(text: string): string {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const canonical = Quantity.parse(text).toString();
  if (known.size >= MOST) known.clear();
  if (text.length <= LONGEST) known.set(text, canonical);
  return canonical;
}
