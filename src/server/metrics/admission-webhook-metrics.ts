import type { ObservedCall } from '../../admission/webhook/ports.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';
import { Histogram } from './histogram.ts';

interface Call {
  readonly name: string;
  readonly type: string;
  readonly operation: string;
}

/** kube-apiserver's, in seconds. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];
/** Threat: a webhook says any number it likes. */
const HIGHEST_CODE = 600;

/** How admission webhooks fared (k8s.io/apiserver/pkg/admission/metrics). */
export class AdmissionWebhookMetrics {
  readonly #durations = new Histogram<Record<keyof Call | 'rejected', string>>(
    'apiserver_admission_webhook_admission_duration_seconds',
    'Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    BUCKETS,
  );
  readonly #requests = new Counter<Record<keyof Call | 'code' | 'rejected', string>>(
    'apiserver_admission_webhook_request_total',
    'Admission webhook request total, identified by name and broken out for each admission type (validating or mutating) and operation. Additional labels specify whether the request was rejected or not and an HTTP status code.',
  );
  readonly #rejections = new Counter<Record<keyof Call | 'error_type' | 'rejection_code', string>>(
    'apiserver_admission_webhook_rejection_count',
    'Admission webhook rejection count, identified by name and broken out for each admission type (validating or admit) and operation.',
  );
  readonly #failedOpen = new Counter<Record<'name' | 'type', string>>(
    'apiserver_admission_webhook_fail_open_count',
    'Admission webhook fail open count, identified by name and broken out for each admission type (validating or mutating).',
  );

  observeCall({ name, type, operation, seconds, code: said, rejection, failedOpen }: ObservedCall): void {
    const code = String(Math.min(said, HIGHEST_CODE));
    const rejected = String(rejection !== undefined);
    this.#requests.add({ name, type, operation, code, rejected });
    this.#durations.observe({ name, type, operation, rejected }, seconds);
    if (rejection) this.#rejections.add({ name, type, operation, error_type: rejection, rejection_code: code });
    if (failedOpen) this.#failedOpen.add({ name, type });
  }

  *families(): Generator<MetricFamily> {
    yield this.#durations.family();
    for (const counter of [this.#requests, this.#rejections, this.#failedOpen]) yield counter.family();
  }
}
