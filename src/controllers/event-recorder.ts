/** Events (v1) that controllers write about objects. */
import { isDns1123Subdomain } from '../api/names.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import { type ControllerPorts, hasReason, isNamespaceTerminating } from './controller.ts';

/** Of objects that are in no namespace. */
const DEFAULT_NAMESPACE = 'default';
const EVENTS = { group: '', version: 'v1', resource: 'events' };

export interface ToldEvent {
  readonly type: 'Normal' | 'Warning';
  /** In CamelCase, for machines. */
  readonly reason: string;
  readonly message: string;
}

export class EventRecorder {
  readonly #component: string;
  readonly #ports: Pick<ControllerPorts, 'client' | 'clock' | 'log'>;
  #count = 0;

  /** @param component who tells, as upstream calls it */
  constructor(component: string, ports: Pick<ControllerPorts, 'client' | 'clock' | 'log'>) {
    this.#component = component;
    this.#ports = ports;
  }

  /** An event is a courtesy: one that cannot be written is logged, and holds up nothing. */
  async tell(about: KubeObject, what: ToldEvent): Promise<void> {
    const { client, log } = this.#ports;
    const event = this.#event(about, what);
    try {
      await client.create({ ...EVENTS, namespace: event.metadata.namespace }, event);
    } catch (error) {
      // Nobody looks there any more.
      if (isNamespaceTerminating(error) || hasReason(error, 'NotFound')) return;
      log.warn('an event could not be written', { reason: what.reason, error: (error as Error).message });
    }
  }

  #event({ apiVersion, kind, metadata }: KubeObject, { type, reason, message }: ToldEvent) {
    const { namespace, name = '', uid = '' } = metadata;
    const now = this.#ports.clock.now();
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: this.#nameOf(name, uid, now), namespace: namespace ?? DEFAULT_NAMESPACE },
      involvedObject: { apiVersion, kind, ...(namespace && { namespace }), name, uid },
      reason,
      message,
      type,
      source: { component: this.#component },
      reportingComponent: this.#component,
      firstTimestamp: rfc3339(now),
      lastTimestamp: rfc3339(now),
      count: 1,
    };
  }

  /** As client-go names them, by nanoseconds; of names that events cannot have, the uid is used. */
  #nameOf(name: string, uid: string, now: number): string {
    this.#count = (this.#count + 1) % 1_000_000;
    const suffix = (BigInt(now) * 1_000_000n + BigInt(this.#count)).toString(16);
    const full = `${name}.${suffix}`;
    return isDns1123Subdomain(full).length === 0 ? full : `${uid}.${suffix}`;
  }
}
