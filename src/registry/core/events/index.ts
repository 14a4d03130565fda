import { isPathSegmentName } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { CoreV1Event } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { validateEvent } from './validation.ts';

/** An event as it is stored, whichever group it came by. */
export type CoreEvent = CoreV1Event & KubeObject;

/** Shared with events.k8s.io: both groups show the same objects. */
export const EVENT_PREFIX = '/registry/events/';
export const EVENT_TTL_SECONDS = 3600;

const REFERENCE_FIELDS = ['apiVersion', 'fieldPath', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'] as const;

/** Selectors of the object that the event is about, under the name that a group has for it. */
export function referenceSelectors(name: string): Record<string, (event: CoreEvent) => string> {
  return Object.fromEntries(
    REFERENCE_FIELDS.map((field) => [`${name}.${field}`, (event: CoreEvent) => event.involvedObject?.[field] ?? '']),
  );
}

export const events = defineResource<CoreEvent>({
  name: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  versions: [{ version: 'v1', model: 'CoreV1Event' }],
  prefix: EVENT_PREFIX,
  ttlSeconds: EVENT_TTL_SECONDS,
  strategy: {
    validate: validateEvent,
    validateUpdate: validateEvent,
    validateName: isPathSegmentName,
    allowCreateOnUpdate: true,
    defaultPropagation: 'Unsupported',
  },
  selectableFields: {
    ...referenceSelectors('involvedObject'),
    reason: (event) => event.reason ?? '',
    reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '',
    type: (event) => event.type ?? '',
  },
});
