/** events.k8s.io/v1 Event to and from the core/v1 Event that is stored: the same facts under other names. */
import type { KubeObject } from '../../api/object.ts';
import type { CoreEvent } from '../core/events/index.ts';

const CORE_NAMES: readonly (readonly [events: string, core: string])[] = [
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];
const TO_CORE = new Map(CORE_NAMES);
const FROM_CORE = new Map(CORE_NAMES.map(([events, core]) => [core, events]));

/** Which core events show when they are empty. */
const LEFT_OUT_EMPTY = ['reportingController', 'reportingInstance'];

function rename(object: KubeObject, names: ReadonlyMap<string, string>, apiVersion: string): KubeObject {
  const renamed = Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]));
  return { ...renamed, apiVersion, kind: object.kind, metadata: object.metadata };
}

export function toCoreEvent(event: KubeObject): CoreEvent {
  return rename(event, TO_CORE, 'v1') as CoreEvent;
}

export function fromCoreEvent(event: CoreEvent): KubeObject {
  const converted = rename(event, FROM_CORE, 'events.k8s.io/v1');
  for (const name of LEFT_OUT_EMPTY) if (converted[name] === '') delete converted[name];
  return converted;
}
