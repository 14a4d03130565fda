/** Unified diffs of lines, matched as Python's difflib (and go-difflib, which kube-apiserver uses) matches them. */

const CONTEXT = 3;
const MANY = 200;

/** A run of lines of old that is, line by line, a run of lines of now. */
interface Match {
  readonly old: number;
  readonly now: number;
  readonly length: number;
}

type Range = readonly [start: number, end: number];

interface Change {
  readonly old: Range;
  readonly now: Range;
}

interface Lines {
  readonly old: readonly string[];
  readonly now: readonly string[];
  /** Of the lines of now. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** Without names of files; '' when nothing differs. Every line ends in a newline. */
export function unifiedDiff(old: readonly string[], now: readonly string[]): string {
  return hunks(changesOf(old, now))
    .map((changes) => shownHunk(changes, old, now))
    .join('');
}

function changesOf(old: readonly string[], now: readonly string[]): Change[] {
  const lines = { old, now, places: placesOf(now) };
  const matches = matchesOf(lines, [0, old.length], [0, now.length]);
  const changes: Change[] = [];
  let at = { old: 0, now: 0 };
  for (const match of [...matches, { old: old.length, now: now.length, length: 0 }]) {
    if (at.old < match.old || at.now < match.now) {
      changes.push({ old: [at.old, match.old], now: [at.now, match.now] });
    }
    at = { old: match.old + match.length, now: match.now + match.length };
  }
  return changes;
}

/** The longest match, and those on either side of it. */
function matchesOf(lines: Lines, old: Range, now: Range): Match[] {
  const longest = longestMatch(lines, old, now);
  if (longest.length === 0) return [];
  return [
    ...matchesOf(lines, [old[0], longest.old], [now[0], longest.now]),
    longest,
    ...matchesOf(lines, [longest.old + longest.length, old[1]], [longest.now + longest.length, now[1]]),
  ];
}

/** Of those equally long, the first. */
function longestMatch(lines: Lines, old: Range, now: Range): Match {
  let longest: Match = { old: old[0], now: now[0], length: 0 };
  /** By the line of now: how long a run ends there and at the line of old before. */
  let ending = new Map<number, number>();
  for (let i = old[0]; i < old[1]; i += 1) {
    const next = new Map<number, number>();
    for (const j of lines.places.get(lines.old[i]!) ?? []) {
      if (j < now[0] || j >= now[1]) continue;
      const length = (ending.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > longest.length) longest = { old: i - length + 1, now: j - length + 1, length };
    }
    ending = next;
  }
  return extended(lines, longest, old, now);
}

/** With the equal lines around it that are too frequent to be looked for. */
function extended(lines: Lines, match: Match, old: Range, now: Range): Match {
  let { old: i, now: j, length } = match;
  while (i > old[0] && j > now[0] && lines.old[i - 1] === lines.now[j - 1]) {
    i -= 1;
    j -= 1;
    length += 1;
  }
  while (i + length < old[1] && j + length < now[1] && lines.old[i + length] === lines.now[j + length]) length += 1;
  return { old: i, now: j, length };
}

/** Where each line is; of many lines, those that are more than a hundredth of them are left out. */
function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, place) => {
    const known = places.get(line);
    if (known) known.push(place);
    else places.set(line, [place]);
  });
  if (lines.length < MANY) return places;
  const most = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, found]) => found.length <= most));
}

/** Changes whose contexts touch are shown together. */
function hunks(changes: readonly Change[]): Change[][] {
  const grouped: Change[][] = [];
  for (const change of changes) {
    const before = grouped.at(-1)?.at(-1);
    if (before && change.old[0] - before.old[1] <= 2 * CONTEXT) grouped.at(-1)!.push(change);
    else grouped.push([change]);
  }
  return grouped;
}

function shownHunk(changes: readonly Change[], old: readonly string[], now: readonly string[]): string {
  const first = changes[0]!;
  const last = changes.at(-1)!;
  const before = Math.min(CONTEXT, first.old[0]);
  const after = Math.min(CONTEXT, old.length - last.old[1]);
  const oldRange = shownRange(first.old[0] - before, last.old[1] + after);
  const nowRange = shownRange(first.now[0] - before, last.now[1] + after);
  const lines = [`@@ -${oldRange} +${nowRange} @@`];
  let shown = first.old[0] - before;
  for (const change of changes) {
    lines.push(...marked(' ', old, [shown, change.old[0]]));
    lines.push(...marked('-', old, change.old), ...marked('+', now, change.now));
    shown = change.old[1];
  }
  lines.push(...marked(' ', old, [shown, shown + after]));
  return lines.map((line) => `${line}\n`).join('');
}

function marked(mark: string, lines: readonly string[], [start, end]: Range): string[] {
  return lines.slice(start, end).map((line) => mark + line);
}

function shownRange(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}
