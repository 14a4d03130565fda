import type { KubeObject } from '../../../api/object.ts';
import type { CoreV1Event } from '../../../schema/generated/types.ts';
import type { TableDefinition, TableOptions } from '../../resource.ts';
import { column, NAME, table } from '../../table/columns.ts';
import { ageOf } from '../../table/duration.ts';

type Event = CoreV1Event & KubeObject;

const WIDE = { wide: true };

function firstSeen({ eventTime, firstTimestamp }: Event, { now }: TableOptions): string {
  return ageOf(firstTimestamp ?? eventTime, now);
}

function lastSeen(event: Event, options: TableOptions): string {
  if (event.series) return ageOf(event.series.lastObservedTime, options.now);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, options.now) : firstSeen(event, options);
}

function target({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase();
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind;
}

function source({ reportingComponent, reportingInstance, source: from }: Event): string {
  const component = from?.component || (reportingComponent ?? '');
  const instance = from?.host || (reportingInstance ?? '');
  return instance === '' ? component : `${component}, ${instance}`;
}

/** Of both groups that events are served in: they are stored once. */
export const eventTable: TableDefinition<Event> = table<Event>(
  column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.', lastSeen),
  column('Type', 'Normal or Warning; new types may come.', ({ type }) => type ?? ''),
  column('Reason', 'Why the object went into its state, as a word for programs.', ({ reason }) => reason ?? ''),
  column('Object', 'The object that this event is about.', target),
  column(
    'Subobject',
    'The part of the object that this event is about.',
    ({ involvedObject }) => involvedObject?.fieldPath ?? '',
    WIDE,
  ),
  column('Source', 'The component that reported this event.', source, WIDE),
  column('Message', 'What happened, for people.', ({ message }) => (message ?? '').trim()),
  column('First Seen', 'The time at which the event was first recorded.', firstSeen, WIDE),
  column(
    'Count',
    'The number of times this event has occurred.',
    ({ count, series }) => (series ? (series.count ?? 0) : count || 1),
    WIDE,
  ),
  { ...NAME, priority: 1 },
);
