/**
 * EventRateLimit: whoever writes events without end fills no store.
 *
 * Threat: upstream limits what comes through the core group alone; here events of events.k8s.io, which are the same
 * objects, are limited too.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#eventratelimit
 */
import { aggregate } from '../../../api/aggregate.ts';
import { tooManyRequestsError } from '../../../api/status.ts';
import type { Clock } from '../../../util/clock.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';
import { EventLimit, type EventLimitOptions } from './event-limit.ts';

export class EventRateLimit implements AdmissionPlugin {
  readonly name = 'EventRateLimit';
  readonly #limits: readonly EventLimit[];

  constructor(limits: readonly EventLimitOptions[], clock: Pick<Clock, 'now'>) {
    this.#limits = limits.map((limit) => new EventLimit(limit, clock));
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  /** Every limit counts the event, whichever of them refuse it. */
  validate(attributes: AdmissionAttributes): void {
    if (attributes.dryRun || !isEvent(attributes)) return;
    const refusals = this.#limits.flatMap((limit) => limit.refusalOf(attributes) ?? []);
    if (refusals.length > 0) throw tooManyRequestsError(aggregate(refusals));
  }
}

function isEvent(attributes: AdmissionAttributes): boolean {
  return ['', 'events.k8s.io'].some((group) => concerns(attributes, group, 'events'));
}
