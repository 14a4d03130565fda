/**
 * What a stream lacks and does not say yet, in a few words that outlive the process. After a kill, the next process says
 * exactly what is missing: what may have been said already it says again under the same id, and what was stored
 * meanwhile it does not count.
 */
import { type Gap, NO_GAP, widen } from './gap.ts';

export interface DeclaredGap {
  /** Of the event that says it. */
  readonly id: string;
  readonly gap: Gap;
}

/** Events in memory for which no request waits: missing, should the process end before they are stored. */
export interface Held {
  readonly gap: Gap;
  /** The number of the record that was stored last. */
  readonly after: number;
  /** Lines before the first of them that are no events. */
  readonly lead: number;
}

export interface Missing {
  /** Said by a line that may be stored. */
  readonly declared: DeclaredGap | undefined;
  /** Said by no line yet. */
  readonly open: Gap;
  readonly held: Held | undefined;
  /** Whoever ends without taking this away has lost what was in memory, and cannot say how much that was. */
  readonly running: boolean;
}

export const NOTHING_MISSING: Missing = { declared: undefined, open: NO_GAP, held: undefined, running: false };

/** @returns at most 255 ASCII characters */
export function formatMissing({ declared, open, held, running }: Missing): string {
  return [
    declared && `declared ${declared.id} ${formatGap(declared.gap)}`,
    open.count > 0 && `open ${formatGap(open)}`,
    held && `held ${formatGap(held.gap)} ${held.after} ${held.lead}`,
    running && 'running',
  ]
    .filter(Boolean)
    .join(';');
}

function formatGap({ count, first, last }: Gap): string {
  return `${count} ${first} ${last}`;
}

const NUMBER = '(\\d{1,15})';
const GAP = `${NUMBER} ${NUMBER} ${NUMBER}`;
const PATTERN = new RegExp(
  `^(?:declared ([\\w-]{1,36}) ${GAP})?;?(?:open ${GAP})?;?(?:held ${GAP} ${NUMBER} ${NUMBER})?;?(running)?$`,
);

/** @param text as `formatMissing` writes it; anything else says nothing */
export function parseMissing(text: string): Missing {
  const match = PATTERN.exec(text);
  if (!match) return NOTHING_MISSING;
  const gapAt = (at: number): Gap => ({
    count: Number(match[at]),
    first: Number(match[at + 1]),
    last: Number(match[at + 2]),
  });
  return {
    declared: match[1] === undefined ? undefined : { id: match[1], gap: gapAt(2) },
    open: match[5] === undefined ? NO_GAP : gapAt(5),
    held: match[8] === undefined ? undefined : { gap: gapAt(8), after: Number(match[11]), lead: Number(match[12]) },
    running: match[13] !== undefined,
  };
}

/**
 * What is missing now that the process has ended.
 * @param stored the number of the record that was stored last, the end of a file not counted; undefined: nobody knows
 */
export function afterTheEnd({ declared, open, held, running }: Missing, stored: number | undefined): Missing {
  return { declared, open: held ? widen(open, lost(held, stored)) : open, held: undefined, running };
}

function lost({ gap, after, lead }: Held, stored: number | undefined): Gap {
  const arrived = stored === undefined ? 0 : Math.max(0, stored - after - lead);
  const count = Math.max(0, gap.count - arrived);
  return count === 0 ? NO_GAP : { ...gap, count };
}
