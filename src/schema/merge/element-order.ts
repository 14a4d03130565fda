/**
 * The order of merged lists: the patch's items stand in the order that the patch asks for, the others keep the order
 * they had, and an item of theirs goes before the first of the patch's that it stood before.
 */
import { isJsonObject } from '../../api/object.ts';
import { badArgument, noMergeKey } from './patch-errors.ts';

/** What identifies an item: itself, or its merge key's value. */
export type Identity = (item: any) => unknown;

/** @throws StatusError for an item that is no object or lacks the merge key */
export function identityBy(mergeKey: string | undefined): Identity {
  if (mergeKey === undefined) return (item) => item;
  return (item) => {
    if (!isJsonObject(item)) throw badArgument({}, item);
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
    return item[mergeKey];
  };
}

/**
 * @param order the items that the patch names, in the order it wants
 * @param before the list as it was
 */
export function orderMerged(
  merged: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  identity: Identity,
): unknown[] {
  const wanted = positions(order, identity);
  const former = positions(before, identity);
  const named = merged.filter((item) => wanted.has(identity(item)));
  const others = merged.filter((item) => !wanted.has(identity(item)));
  return interleave(sortBy(others, former, identity), sortBy(named, wanted, identity), former, identity);
}

type Positions = ReadonlyMap<unknown, number>;

function positions(items: readonly unknown[], identity: Identity): Positions {
  const found = new Map<unknown, number>();
  for (const [index, item] of items.entries()) {
    const id = identity(item);
    if (!found.has(id)) found.set(id, index);
  }
  return found;
}

/** Stable; items without a position come last. */
function sortBy(items: unknown[], order: Positions, identity: Identity): unknown[] {
  const position = (item: unknown) => order.get(identity(item)) ?? Number.MAX_SAFE_INTEGER;
  return items.sort((left, right) => position(left) - position(right));
}

function interleave(others: unknown[], named: unknown[], former: Positions, identity: Identity): unknown[] {
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = former.get(identity(item)) ?? -1;
    while (next < others.length && (former.get(identity(others[next])) ?? limit) < limit) result.push(others[next++]);
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}
