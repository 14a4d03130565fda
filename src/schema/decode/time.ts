/** Times as Go reads and writes them: RFC 3339, whole seconds (metav1.Time) or microseconds (metav1.MicroTime), in UTC. */

import { rfc3339 } from '../../api/time.ts';

/** The message is Go's. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone';
interface Piece {
  /** How Go's layout writes it, as messages quote it. */
  readonly layout: string;
  readonly pattern: RegExp;
  readonly unit?: Unit;
}

const SECONDS: readonly Piece[] = [
  { layout: '2006', pattern: /^\d{4}/, unit: 'year' },
  { layout: '-', pattern: /^-/ },
  { layout: '01', pattern: /^\d{2}/, unit: 'month' },
  { layout: '-', pattern: /^-/ },
  { layout: '02', pattern: /^\d{2}/, unit: 'day' },
  { layout: 'T', pattern: /^T/ },
  { layout: '15', pattern: /^\d{2}/, unit: 'hour' },
  { layout: ':', pattern: /^:/ },
  { layout: '04', pattern: /^\d{2}/, unit: 'minute' },
  { layout: ':', pattern: /^:/ },
  { layout: '05', pattern: /^\d{2}/, unit: 'second' },
];
const ZONE: Piece = { layout: 'Z07:00', pattern: /^(?:Z|[+-]\d{2}:\d{2})/, unit: 'zone' };

/** Go takes a fraction after the seconds even where the layout has none. */
const TIME: readonly Piece[] = [...SECONDS, { layout: '', pattern: /^(?:[.,]\d+)?/, unit: 'fraction' }, ZONE];
const MICRO_TIME: readonly Piece[] = [...SECONDS, { layout: '.000000', pattern: /^[.,]\d{6}/, unit: 'fraction' }, ZONE];

type Parts = Partial<Record<Unit, string>>;

/** @throws TimeError */
function readParts(text: string, pieces: readonly Piece[]): Parts {
  const layout = pieces.map((piece) => piece.layout).join('');
  const parts: Parts = {};
  let rest = text;
  for (const piece of pieces) {
    const found = piece.pattern.exec(rest);
    if (!found)
      throw new TimeError(`parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${piece.layout}"`);
    if (piece.unit) parts[piece.unit] = found[0];
    rest = rest.slice(found[0].length);
  }
  if (rest !== '') throw new TimeError(`parsing time "${text}": extra text: "${rest}"`);
  return parts;
}

const RANGES: readonly (readonly [Unit, number, number])[] = [
  ['month', 1, 12],
  ['hour', 0, 23],
  ['minute', 0, 59],
  ['second', 0, 59],
];

/** Milliseconds since the epoch, of the whole seconds. */
function epochOf(text: string, parts: Parts): number {
  for (const [unit, least, most] of RANGES) {
    const value = Number(parts[unit]);
    if (value < least || value > most) throw new TimeError(`parsing time "${text}": ${unit} out of range`);
  }
  const day = new Date(`${parts.year}-${parts.month}-${parts.day}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.getUTCDate() !== Number(parts.day)) {
    throw new TimeError(`parsing time "${text}": day out of range`);
  }
  return Date.parse(
    `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${parts.zone}`,
  );
}

/** Most times were written by a server before: they read back as they are. */
function isCanonical(text: string): boolean {
  if (!CANONICAL_TIME.test(text)) return false;
  const epoch = Date.parse(text);
  return !Number.isNaN(epoch) && rfc3339(epoch) === text;
}

const CANONICAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const CANONICAL_MICRO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** @returns the time in the form in which metav1.Time is written @throws TimeError */
export function canonicalTime(text: string): string {
  return isCanonical(text) ? text : secondsOf(epochOf(text, readParts(text, TIME)), text);
}

/** @returns the time in the form in which metav1.MicroTime is written @throws TimeError */
export function canonicalMicroTime(text: string): string {
  const parts = readParts(text, MICRO_TIME);
  const epoch = epochOf(text, parts);
  if (CANONICAL_MICRO_TIME.test(text)) return text;
  return secondsOf(epoch, text).replace('Z', `.${parts.fraction!.slice(1)}Z`);
}

/** An offset may carry a time out of the four-digit years. */
function secondsOf(epoch: number, text: string): string {
  const iso = new Date(epoch).toISOString();
  if (iso.length !== 24) throw new TimeError(`parsing time "${text}": year out of range`);
  return `${iso.slice(0, 19)}Z`;
}
