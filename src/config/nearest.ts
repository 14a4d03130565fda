/** How many letters must be inserted, deleted or replaced to make one text of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** The candidate a person most likely meant; undefined when none is near. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.slice(0, 100).toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, off: distance(wanted, candidate) }))
    .sort((a, b) => a.off - b.off);
  const best = ranked[0];
  return best && best.off <= Math.max(2, wanted.length / 3) ? best.candidate : undefined;
}
