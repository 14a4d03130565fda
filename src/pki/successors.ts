import type { IssuedEntry } from './issued-book.ts';

/** A certificate that is needed, as far as is known. */
export interface NeededEntry extends IssuedEntry {
  /** How many of the previous authority's are good for the same name and purposes, this one among them. */
  readonly alike: number;
  /** How many the current authority has issued for them: fewer than `alike`. */
  readonly successors: number;
}

/** Every node has one certificate to ask with and one to serve with, and renews them before they expire. */
const NODE = 'system:node:';

/** By name and purposes, since groups may have changed. */
const useOf = ({ commonName, purposes }: IssuedEntry) => JSON.stringify([commonName, purposes]);

/**
 * Those that the previous authority has issued and for which the current one has issued too few.
 *
 * Threat: several machines may share a name. A certificate does not say which one it replaces, so that one renewal
 * must not count for all of them: there have to be as many new ones as old ones.
 * @param valid neither expired nor revoked
 */
export function withoutSuccessor(
  valid: readonly IssuedEntry[],
  current: string | undefined,
  previous: string | undefined,
): NeededEntry[] {
  const successorsOf = countByUse(valid.filter(({ authority }) => authority === current));
  const old = valid.filter(({ authority }) => authority === previous);
  const alikeOf = countByUse(old);
  return old.flatMap((entry) => {
    const alike = alikeOf.get(useOf(entry))!;
    const successors = successorsOf.get(useOf(entry)) ?? 0;
    const enough = entry.commonName.startsWith(NODE) ? 1 : alike;
    return successors < enough ? [{ ...entry, alike, successors }] : [];
  });
}

function countByUse(entries: readonly IssuedEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(useOf(entry), (counts.get(useOf(entry)) ?? 0) + 1);
  return counts;
}
