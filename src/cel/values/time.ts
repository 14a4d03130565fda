/** Instants and durations: how they are read, written and bounded. */
import { Duration, EvaluationError, type Result, Timestamp } from './value.ts';

const SECOND = 1_000_000_000n;
const FIRST_SECOND = -62_135_596_800n;
const LAST_SECOND = 253_402_300_799n;
/** Go's time.Duration is an int64 of nanoseconds. */
const LONGEST = 2n ** 63n - 1n;

export function timestampOf(nanos: bigint): Result {
  const inRange = nanos >= FIRST_SECOND * SECOND && nanos < (LAST_SECOND + 1n) * SECOND;
  return inRange ? new Timestamp(nanos) : new EvaluationError('timestamp overflow');
}

export function durationOf(nanos: bigint): Result {
  const inRange = nanos >= -LONGEST - 1n && nanos <= LONGEST;
  return inRange ? new Duration(nanos) : new EvaluationError('duration overflow');
}

/** Floor division and what remains: BigInt's own division rounds towards zero. */
export function floorDivide(value: bigint, by: bigint): readonly [quotient: bigint, remainder: bigint] {
  const remainder = ((value % by) + by) % by;
  return [(value - remainder) / by, remainder];
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339, as Go reads it. Undefined where it is none. */
export function parseTimestamp(text: string): Result | undefined {
  const [, date, time, fraction = '', zone] = RFC3339.exec(text) ?? [];
  if (date === undefined) return undefined;
  const millis = Date.parse(`${date}T${time}Z`);
  // Date.parse takes the 31st of February and 24:00 for something else.
  if (Number.isNaN(millis) || new Date(millis).toISOString() !== `${date}T${time}.000Z`) return undefined;
  const offset = offsetSeconds(zone!);
  if (offset === undefined) return undefined;
  return timestampOf((BigInt(millis / 1000) - BigInt(offset)) * SECOND + BigInt(fraction.padEnd(9, '0')));
}

/** Seconds east of UTC: `Z`, `+05:30`, `05:30`. */
export function offsetSeconds(zone: string): number | undefined {
  if (/^[Zz]$/.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

export function formatTimestamp({ nanos }: Timestamp): string {
  const [seconds, rest] = floorDivide(nanos, SECOND);
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${date}${fractionOf(rest)}Z`;
}

function fractionOf(nanos: bigint): string {
  return nanos === 0n ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', SECOND],
  ['m', 60n * SECOND],
  ['h', 3600n * SECOND],
]);

const DURATION = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/;
const DURATION_PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g;

/** Go's time.ParseDuration: `1h30m`, `1.5s`, `-10ms`. Undefined where it is none. */
export function parseDuration(text: string): Result | undefined {
  if (text.length > 1024) return undefined;
  const [, sign, parts] = DURATION.exec(text) ?? [];
  if (parts === undefined) return undefined;
  let nanos = 0n;
  for (const [, whole, fraction = '', unit] of parts.matchAll(DURATION_PART)) {
    const scale = UNITS.get(unit!)!;
    nanos += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
  }
  return durationOf(sign === '-' ? -nanos : nanos);
}

/** In seconds: `5400s`, `0.25s`. */
export function formatDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / SECOND}${fractionOf(size % SECOND)}s`;
}
