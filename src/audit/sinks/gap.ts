/** Events that were recorded and are not there: how many, and when. What is lost is said in the stream itself. */
import { encodeJson } from '../../api/json.ts';
import type { AuditEvent } from '../event.ts';
import { microTime } from '../micro-time.ts';

export interface Gap {
  readonly count: number;
  /** When the first and the last of them were recorded: wall clock, in milliseconds. */
  readonly first: number;
  readonly last: number;
}

export const NO_GAP: Gap = { count: 0, first: 0, last: 0 };

/** No more than this, as a line. */
export const GAP_BYTES = 1024;

export function widen(gap: Gap, by: Gap): Gap {
  if (gap.count === 0 || by.count === 0) return gap.count === 0 ? by : gap;
  return {
    count: gap.count + by.count,
    first: Math.min(gap.first, by.first),
    last: Math.max(gap.last, by.last),
  };
}

/** @returns an event, as JSON text, that says it @param now wall clock, in milliseconds */
export function gapEvent({ count, first, last }: Gap, id: string, now: number): string {
  return gapWith({ count: String(count), first: microTime(first), last: microTime(last) }, id, now);
}

/** An event that says that some may be missing: the process before this one ended with events in memory. */
export function unknownGapEvent(id: string, now: number): string {
  return gapWith({ count: 'unknown', last: microTime(now) }, id, now);
}

function gapWith(told: Readonly<Record<string, string>>, id: string, now: number): string {
  const event: AuditEvent = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: id,
    stage: 'ResponseComplete',
    requestURI: '',
    verb: '',
    user: { username: 'system:apiserver', groups: ['system:masters'] },
    requestReceivedTimestamp: microTime(now),
    stageTimestamp: microTime(now),
    annotations: Object.fromEntries(Object.entries(told).map(([key, value]) => [`allium.dev/audit-gap-${key}`, value])),
  };
  return encodeJson(event);
}
