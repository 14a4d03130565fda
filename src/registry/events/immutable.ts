/** What an event says does not change: only its series goes on. */
import { type FieldError, path } from '../../api/field.ts';
import type { V1ObjectReference } from '../../schema/generated/types.ts';
import type { CoreEvent } from '../core/events/index.ts';
import { validateImmutable } from '../validation/common.ts';

type Fact = readonly [field: string, shown: (event: CoreEvent) => unknown];

/** In upstream's order, and as its own types show the values: with every field, under the names of Go. */
const FACTS: readonly Fact[] = [
  ['involvedObject', ({ involvedObject = {} }) => goReference(involvedObject)],
  text('reason'),
  text('message'),
  ['source', ({ source: { component = '', host = '' } = {} }) => ({ Component: component, Host: host })],
  time('firstTimestamp'),
  time('lastTimestamp'),
  ['count', ({ count = 0 }) => count],
  // Upstream asks twice, and tells of it twice.
  text('reason'),
  text('type'),
  time('eventTime'),
  text('action'),
  ['related', ({ related }) => related && goReference(related)],
  ['reportingController', ({ reportingComponent = '' }) => reportingComponent],
  text('reportingInstance'),
];

export function validateReport(event: CoreEvent, old: CoreEvent): FieldError[] {
  return FACTS.flatMap(([field, shown]) => validateImmutable(shown(event), shown(old), path(field)));
}

function text(field: 'action' | 'message' | 'reason' | 'reportingInstance' | 'type'): Fact {
  return [field, (event) => event[field] ?? ''];
}

function time(field: 'eventTime' | 'firstTimestamp' | 'lastTimestamp'): Fact {
  return [field, (event) => event[field]];
}

function goReference(reference: V1ObjectReference): object {
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '', resourceVersion = '' } = reference;
  return {
    Kind: kind,
    Namespace: namespace,
    Name: name,
    UID: uid,
    APIVersion: apiVersion,
    ResourceVersion: resourceVersion,
    FieldPath: reference.fieldPath ?? '',
  };
}
