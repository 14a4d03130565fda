import { type CoreEvent, EVENT_PREFIX, EVENT_TTL_SECONDS, referenceSelectors } from '../core/events/index.ts';
import { defineResource, type Resource } from '../resource.ts';
import { fromCoreEvent, toCoreEvent } from './conversion.ts';
import { validateEventUpdate, validateNewEvent } from './validation.ts';

/** The core group's events by their newer names and stricter rules; stored as core/v1 under the same keys. */
const events = defineResource<CoreEvent>({
  group: 'events.k8s.io',
  kindGroup: '',
  name: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  versions: [{ version: 'v1', model: 'EventsV1Event', toStored: toCoreEvent, fromStored: fromCoreEvent }],
  storedModel: 'CoreV1Event',
  prefix: EVENT_PREFIX,
  ttlSeconds: EVENT_TTL_SECONDS,
  strategy: {
    validate: validateNewEvent,
    validateUpdate: validateEventUpdate,
    allowCreateOnUpdate: true,
    defaultPropagation: 'Unsupported',
  },
  selectableFields: {
    ...referenceSelectors('regarding'),
    reason: (event) => event.reason ?? '',
    reportingController: (event) => event.reportingComponent ?? '',
    type: (event) => event.type ?? '',
  },
});

export const eventsResources: readonly Resource[] = [events];
