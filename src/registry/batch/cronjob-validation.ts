import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import type { V1CronJobSpec, V1JobTemplateSpec } from '../../schema/generated/types.ts';
import { validateNonnegative } from '../validation/common.ts';
import { shownSelector } from '../workloads/selector.ts';
import { CronError, parseCronSchedule } from './cron/schedule.ts';
import { isTimeZone } from './cron/time-zone.ts';
import { validateJobTemplateSpec } from './job-validation.ts';

const at = path('spec');
const MAX_NAME_LENGTH = 52;
const CONCURRENCY_POLICIES = ['Allow', 'Forbid', 'Replace'];

/** The jobs' names are the CronJob's and the time: eleven characters more, of 63. */
export function validateCronJobName(name = ''): FieldError[] {
  if (name.length <= MAX_NAME_LENGTH) return [];
  return [invalidValue(path('metadata', 'name'), name, `must be no more than ${MAX_NAME_LENGTH} characters`)];
}

export function validateCronJobSpec(spec: V1CronJobSpec = {}, old?: V1CronJobSpec): FieldError[] {
  return [
    ...validateSchedule(spec, old),
    ...validateNonnegative(spec.startingDeadlineSeconds, at.child('startingDeadlineSeconds')),
    ...(old && old.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone, at.child('timeZone'))),
    ...validateConcurrency(spec.concurrencyPolicy, at.child('concurrencyPolicy')),
    ...validateJobTemplate(spec.jobTemplate, old?.jobTemplate, at.child('jobTemplate', 'spec')),
    ...validateNonnegative(spec.successfulJobsHistoryLimit, at.child('successfulJobsHistoryLimit')),
    ...validateNonnegative(spec.failedJobsHistoryLimit, at.child('failedJobsHistoryLimit')),
  ];
}

function validateSchedule({ schedule, timeZone }: V1CronJobSpec, old: V1CronJobSpec | undefined): FieldError[] {
  const scheduleAt = at.child('schedule');
  if (!schedule) return [required(scheduleAt)];
  const errors: FieldError[] = [];
  const refuse = (detail: string): unknown => errors.push(invalidValue(scheduleAt, schedule, detail));
  const wrong = whatIsWrong(schedule);
  if (wrong) refuse(wrong);
  const zoneAllowed = old?.schedule?.includes('TZ') ?? false;
  if (!schedule.includes('TZ')) return errors;
  if (!zoneAllowed) refuse('cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (timeZone !== undefined) refuse('cannot use both timeZone field and TZ or CRON_TZ in schedule');
  return errors;
}

function whatIsWrong(schedule: string): string | undefined {
  try {
    parseCronSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}

const ZONE_PART = /^(?!\.{1,2}$|-)[A-Za-z.\-_0-9+]{1,14}$/;

function validateTimeZone(zone: string | undefined, zoneAt: FieldPath): FieldError[] {
  if (zone === undefined) return [];
  const refuse = (detail: string): FieldError[] => [invalidValue(zoneAt, zone, detail)];
  if (zone === '') return refuse('timeZone must be nil or non-empty string');
  if (zone.toLowerCase() === 'local') {
    return refuse('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  }
  const wellFormed = zone.split('/').every((part) => ZONE_PART.test(part));
  return wellFormed && isTimeZone(zone) ? [] : refuse(`unknown time zone ${zone}`);
}

function validateConcurrency(policy: string | undefined, policyAt: FieldPath): FieldError[] {
  if (!policy) return [required(policyAt)];
  return CONCURRENCY_POLICIES.includes(policy) ? [] : [notSupported(policyAt, policy, CONCURRENCY_POLICIES)];
}

function validateJobTemplate(
  { spec = {} }: V1JobTemplateSpec = {},
  old: V1JobTemplateSpec | undefined,
  specAt: FieldPath,
): FieldError[] {
  const errors = validateJobTemplateSpec(spec, specAt, old?.spec?.template);
  if (spec.selector) {
    const shown = shownSelector(spec.selector);
    errors.push(invalidValue(specAt.child('selector'), shown, '`selector` will be auto-generated'));
  }
  if (spec.manualSelector) {
    errors.push(notSupported(specAt.child('manualSelector'), spec.manualSelector, ['nil', 'false']));
  }
  return errors;
}
