/** Parts of instants and durations. */
import { DURATION, INT, STRING, TIMESTAMP } from '../check/types.ts';
import type { Meter } from '../eval/meter.ts';
import { BoundedCache } from '../values/bounded-cache.ts';
import { floorDivide, offsetSeconds } from '../values/time.ts';
import { type Duration, EvaluationError, isError, type Result, type Timestamp } from '../values/value.ts';
import { member, type Overload } from './function.ts';

const MILLISECOND = 1_000_000n;

/** The instant's date and time of day in a zone, as if they were UTC. */
function wallClock(instant: Timestamp, zone: string, meter: Meter): Date | EvaluationError {
  const millis = Number(floorDivide(instant.nanos, MILLISECOND)[0]);
  const offset = offsetSeconds(zone) ?? namedOffset(millis, zone, meter);
  return isError(offset) ? offset : new Date(millis + offset * 1000);
}

const formats = new BoundedCache<Intl.DateTimeFormat>(64);

function formatFor(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
}

/** The zone's rules are asked, and their answer is a text. */
const WORK_PER_NAMED_OFFSET = 500;

/** Seconds east of UTC at that instant, in a zone of the IANA database. */
function namedOffset(millis: number, zone: string, meter: Meter): number | EvaluationError {
  meter.work(WORK_PER_NAMED_OFFSET);
  try {
    const parts = formats.get(zone, formatFor).formatToParts(millis);
    return readOffset(parts.find((part) => part.type === 'timeZoneName')!.value);
  } catch {
    return new EvaluationError(`unknown time zone ${zone}`);
  }
}

/** `GMT`, `GMT+05:30`, and for old local times `GMT-07:52:58`. */
function readOffset(name: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(name) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}

const startOfYear = (date: Date): number => new Date(date).setUTCMonth(0, 1);
const dayOfYear = (date: Date): number => Math.round((date.getTime() - startOfYear(date)) / 86_400_000);

/** Months, days of the year and days of the month count from zero, save for getDate. */
const PARTS: readonly (readonly [name: string, id: string, part: (date: Date) => number])[] = [
  ['getFullYear', 'year', (date) => date.getUTCFullYear()],
  ['getMonth', 'month', (date) => date.getUTCMonth()],
  ['getDayOfYear', 'day_of_year', dayOfYear],
  ['getDayOfMonth', 'day_of_month', (date) => date.getUTCDate() - 1],
  ['getDate', 'day_of_month_1_based', (date) => date.getUTCDate()],
  ['getDayOfWeek', 'day_of_week', (date) => date.getUTCDay()],
  ['getHours', 'hours', (date) => date.getUTCHours()],
  ['getMinutes', 'minutes', (date) => date.getUTCMinutes()],
  ['getSeconds', 'seconds', (date) => date.getUTCSeconds()],
  ['getMilliseconds', 'milliseconds', (date) => date.getUTCMilliseconds()],
];

function ofTimestamp([name, id, part]: (typeof PARTS)[number]): Overload[] {
  const read = (instant: Timestamp, zone: string, meter: Meter): Result => {
    const date = wallClock(instant, zone, meter);
    return isError(date) ? date : BigInt(part(date));
  };
  return member(
    name,
    [`timestamp_to_${id}`, [TIMESTAMP], INT, (instant: Timestamp, meter: Meter) => read(instant, 'Z', meter)],
    [`timestamp_to_${id}_with_tz`, [TIMESTAMP, STRING], INT, read],
  );
}

const DURATION_PARTS: readonly (readonly [name: string, id: string, part: (nanos: bigint) => bigint])[] = [
  ['getHours', 'hours', (nanos) => nanos / 3_600_000_000_000n],
  ['getMinutes', 'minutes', (nanos) => nanos / 60_000_000_000n],
  ['getSeconds', 'seconds', (nanos) => nanos / 1_000_000_000n],
  ['getMilliseconds', 'milliseconds', (nanos) => (nanos / MILLISECOND) % 1000n],
];

export const TIME_FUNCTIONS: readonly Overload[] = [
  ...PARTS.flatMap(ofTimestamp),
  ...DURATION_PARTS.flatMap(([name, id, part]) =>
    member(name, [`duration_to_${id}`, [DURATION], INT, (duration: Duration) => part(duration.nanos)]),
  ),
];
