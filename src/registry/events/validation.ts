/** What events.k8s.io/v1 asks beyond the core group, over the stored core/v1 form and with its field names. */
import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { CoreEvent } from '../core/events/index.ts';
import { validateEvent } from '../core/events/validation.ts';
import { validateReport } from './immutable.ts';

const TYPES = ['Normal', 'Warning'];

export function validateNewEvent(event: CoreEvent): FieldError[] {
  const type = event.type ?? '';
  return [
    ...validateEvent(event),
    ...validateSeries(event),
    ...(event.eventTime ? [] : [required(path('eventTime'))]),
    ...(TYPES.includes(type) ? [] : [invalidValue(path('type'), '', `has invalid value: ${type}`)]),
    ...validateNoOldFields(event),
  ];
}

export function validateEventUpdate(event: CoreEvent, old: CoreEvent): FieldError[] {
  return [
    ...validateEvent(event),
    ...(deepEqual(event.series, old.series) ? [] : validateSeries(event)),
    ...validateReport(event, old),
  ];
}

function validateSeries({ series }: CoreEvent): FieldError[] {
  if (!series) return [];
  const errors: FieldError[] = [];
  if ((series.count ?? 0) < 2) errors.push(invalidValue(path('series.count'), '', 'should be at least 2'));
  if (!series.lastObservedTime) errors.push(required(path('series.lastObservedTime')));
  return errors;
}

/** What counted repetitions before there were series. */
function validateNoOldFields(event: CoreEvent): FieldError[] {
  const set = {
    firstTimestamp: event.firstTimestamp,
    lastTimestamp: event.lastTimestamp,
    count: event.count,
    source: event.source?.component || event.source?.host,
  };
  return Object.entries(set)
    .filter(([, value]) => Boolean(value))
    .map(([field]) => invalidValue(path(field), '', 'needs to be unset'));
}
