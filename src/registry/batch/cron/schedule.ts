/** The schedule language of CronJobs: five fields or a descriptor (github.com/robfig/cron's standard parser). */
import { parseDuration } from '../../../api/duration.ts';
import { parseField } from './field.ts';
import { isTimeZone } from './time-zone.ts';

/** @throws CronError in robfig/cron's words, where it refuses the text */
export class CronError extends Error {
  override readonly name = 'CronError';
}

/** A moment fits when each of its parts is in the set of its name. */
export interface CalendarSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** Neither day field is a star: a day fits when one of them has it. Else both must. */
  readonly eitherDay: boolean;
}

/** Every so often, counted from the last run. */
export interface IntervalSchedule {
  readonly everySeconds: number;
}

export type CronSchedule = CalendarSchedule | IntervalSchedule;

const DESCRIPTORS = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const EVERY = '@every ';
const LONGEST = 1024;

export function parseCronSchedule(text: string): CronSchedule {
  if (text.length > LONGEST) throw new CronError(`longer than ${LONGEST} characters`);
  const schedule = withoutTimeZone(text);
  if (schedule.startsWith(EVERY)) return { everySeconds: parseInterval(schedule) };
  if (!schedule.startsWith('@')) return parseCalendar(schedule);
  const meaning = DESCRIPTORS.get(schedule);
  if (!meaning) throw new CronError(`unrecognized descriptor: ${schedule}`);
  return parseCalendar(meaning);
}

function withoutTimeZone(text: string): string {
  const prefix = /^(?:CRON_)?TZ=(\S*) /.exec(text);
  if (!prefix) return text;
  if (prefix[1] && !isTimeZone(prefix[1])) {
    throw new CronError(`provided bad location ${prefix[1]}: unknown time zone ${prefix[1]}`);
  }
  return text.slice(prefix[0].length).trim();
}

function parseInterval(text: string): number {
  const parsed = parseDuration(text.slice(EVERY.length));
  if ('error' in parsed) throw new CronError(`failed to parse duration ${text}: ${parsed.error}`);
  // Under a second is rounded up to one, the rest down to whole seconds.
  return Math.max(1, Math.floor(parsed.seconds));
}

function parseCalendar(text: string): CalendarSchedule {
  const fields = text.split(/\s+/).filter(Boolean);
  if (fields.length !== 5) {
    throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  const minutes = parseField(minute, MINUTES, fail);
  const hours = parseField(hour, HOURS, fail);
  const monthDays = parseField(dayOfMonth, DAYS_OF_MONTH, fail);
  const months = parseField(month, MONTHS, fail);
  const weekDays = parseField(dayOfWeek, DAYS_OF_WEEK, fail);
  return {
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: monthDays.values,
    months: months.values,
    daysOfWeek: weekDays.values,
    eitherDay: !monthDays.star && !weekDays.star,
  };
}

function fail(reason: string): never {
  throw new CronError(reason);
}

function numbered(names: string, from: number): ReadonlyMap<string, number> {
  return new Map(names.split(' ').map((name, position) => [name, position + from]));
}

const MINUTES = { minimum: 0, maximum: 59 };
const HOURS = { minimum: 0, maximum: 23 };
const DAYS_OF_MONTH = { minimum: 1, maximum: 31 };
const MONTHS = { minimum: 1, maximum: 12, names: numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1) };
const DAYS_OF_WEEK = { minimum: 0, maximum: 6, names: numbered('sun mon tue wed thu fri sat', 0) };
