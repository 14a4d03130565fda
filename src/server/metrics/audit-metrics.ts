import { LEVELS, type Level } from '../../audit/event.ts';
import type { IntakeEvent } from '../../audit/sinks/intake.ts';
import { TOUCHES, type Touch } from '../../audit/sinks/log/log-file.ts';
import type { MetricFamily } from './family.ts';

/** What waits on its way to a backend. */
export interface AuditQueue {
  readonly events: number;
  readonly bytes: number;
}

interface Backend {
  readonly counts: Record<IntakeEvent, number>;
  queue(): AuditQueue;
}

/** What is recorded, and what became of it at each backend. */
export class AuditMetrics {
  readonly #backends = new Map<string, Backend>();
  readonly #levels = new Map<Level, number>(LEVELS.map((level) => [level, 0]));
  readonly #touches = new Map<Touch, number>(TOUCHES.map((touch) => [touch, 0]));
  #events = 0;
  #rejected = 0;
  #removed = 0;
  readonly #reloads = { success: 0, failure: 0 };

  /** @param level the highest at which any policy has a request recorded */
  evaluated(level: Level): void {
    this.#levels.set(level, this.#levels.get(level)! + 1);
  }

  /** What another program has done to the log. */
  touched(touch: Touch): void {
    this.#touches.set(touch, this.#touches.get(touch)! + 1);
  }

  recorded(): void {
    this.#events += 1;
  }

  /** A request was refused because it could not be recorded. */
  rejected(): void {
    this.#rejected += 1;
  }

  /** A policy's file has changed, and is used from now on or not. */
  reloaded(status: 'success' | 'failure'): void {
    this.#reloads[status] += 1;
  }

  /** A file of the log is removed, with what it recorded. */
  removed(): void {
    this.#removed += 1;
  }

  /** @returns what counts for a backend */
  backend(name: string, queue: () => AuditQueue): (what: IntakeEvent) => void {
    const counts = { taken: 0, truncated: 0, dropped: 0, failed: 0 };
    this.#backends.set(name, { counts, queue });
    return (what) => {
      counts[what] += 1;
    };
  }

  *families(): Generator<MetricFamily> {
    const all = [...this.#backends];
    const counted = (what: IntakeEvent, label: string) =>
      all.map(([name, { counts }]) => ({ labels: { [label]: name }, value: counts[what] }));
    const queued = (what: keyof AuditQueue) =>
      all.map(([name, { queue }]) => ({ labels: { backend: name }, value: queue()[what] }));
    const one = (value: number) => [{ labels: {}, value }];
    yield counter('apiserver_audit_event_total', 'Events that were recorded.', one(this.#events));
    yield counter(
      'apiserver_audit_level_total',
      'Requests by the level at which the policy has them recorded, the highest of several.',
      [...this.#levels].map(([level, value]) => ({ labels: { level }, value })),
    );
    yield counter(
      'apiserver_audit_error_total',
      'Events that were not recorded as they should be.',
      counted('dropped', 'plugin'),
    );
    yield counter(
      'apiserver_audit_requests_rejected_total',
      'Requests that were refused because they could not be recorded.',
      one(this.#rejected),
    );
    yield counter(
      'allium_audit_dropped_total',
      'Events that found no place in the queue of a backend.',
      counted('dropped', 'backend'),
    );
    yield counter(
      'allium_audit_truncated_total',
      'Events that went without the objects of their request and response, which had no room.',
      counted('truncated', 'backend'),
    );
    yield counter(
      'allium_audit_failures_total',
      'Attempts to store or to deliver events that failed; they are made again.',
      counted('failed', 'backend'),
    );
    yield counter(
      'allium_audit_log_touched_total',
      'How often another program has moved, removed, cut or written to the audit log.',
      [...this.#touches].map(([what, value]) => ({ labels: { what }, value })),
    );
    yield counter(
      'allium_audit_log_removed_total',
      'Files of the log that were removed, with what they recorded, for their number or age.',
      one(this.#removed),
    );
    yield counter(
      'allium_audit_policy_reloads_total',
      'How often the file of an audit policy was read again, and whether it could be used.',
      Object.entries(this.#reloads).map(([status, value]) => ({ labels: { status }, value })),
    );
    yield gauge('allium_audit_queue_events', 'Events on their way to a backend.', queued('events'));
    yield gauge('allium_audit_queue_bytes', 'Size of what is kept on disk for a backend.', queued('bytes'));
  }
}

function counter(name: string, help: string, samples: MetricFamily['samples']): MetricFamily {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: MetricFamily['samples']): MetricFamily {
  return { name, help, type: 'gauge', samples };
}
