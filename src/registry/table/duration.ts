/** How long ago, in the few words that kubectl has for it (k8s.io/apimachinery/pkg/util/duration). */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

interface Scale {
  /** In seconds: durations below it are told on this scale. */
  readonly below: number;
  readonly unit: number;
  readonly letter: string;
  /** What the rest is told in, where it is told. */
  readonly fine?: { readonly unit: number; readonly letter: string };
}

const SECONDS = { unit: 1, letter: 's' };
const MINUTES = { unit: MINUTE, letter: 'm' };
const HOURS = { unit: HOUR, letter: 'h' };
const DAYS = { unit: DAY, letter: 'd' };
const YEARS = { unit: YEAR, letter: 'y' };

const SCALES: readonly Scale[] = [
  { below: 2 * MINUTE, ...SECONDS },
  { below: 10 * MINUTE, ...MINUTES, fine: SECONDS },
  { below: 3 * HOUR, ...MINUTES },
  { below: 8 * HOUR, ...HOURS, fine: MINUTES },
  { below: 2 * DAY, ...HOURS },
  { below: 8 * DAY, ...DAYS, fine: HOURS },
  { below: 2 * YEAR, ...DAYS },
  { below: 8 * YEAR, ...YEARS, fine: DAYS },
  { below: Number.POSITIVE_INFINITY, ...YEARS },
];

/** `45s`, `3m12s`, `2d4h`, `400d`. A little less than nothing is a clock that is off, more is invalid. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const { fine, letter, unit } = SCALES.find(({ below }) => seconds < below)!;
  const whole = `${Math.floor(seconds / unit)}${letter}`;
  const rest = fine ? Math.floor((seconds % unit) / fine.unit) : 0;
  return fine && rest > 0 ? `${whole}${rest}${fine.letter}` : whole;
}

/** How long ago a moment was; `<unknown>` when there is none. */
export function ageOf(timestamp: string | null | undefined, now: number): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>';
}
