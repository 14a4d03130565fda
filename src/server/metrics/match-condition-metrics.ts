import type { ObservedConditions } from '../../admission/expressions/observed-conditions.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';
import { Histogram } from './histogram.ts';

type Labels = Readonly<Record<'name' | 'kind' | 'type' | 'operation', string>>;

/** kube-apiserver's, in seconds. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5];

/** How match conditions of admission webhooks and policies fared (k8s.io/apiserver/pkg/admission/metrics). */
export class MatchConditionMetrics {
  readonly #exclusions = new Counter<Labels>(
    'apiserver_admission_match_condition_exclusions_total',
    'Admission match condition evaluation exclusions count, identified by name of resource containing the match condition.',
  );
  readonly #errors = new Counter<Labels>(
    'apiserver_admission_match_condition_evaluation_errors_total',
    'Admission match condition evaluation errors count, identified by name of resource containing the match condition.',
  );
  readonly #durations = new Histogram<Labels>(
    'apiserver_admission_match_condition_evaluation_seconds',
    'Admission match condition evaluation time in seconds, identified by name and broken out for each kind containing matchConditions (webhook or policy), operation and type (validate or admit).',
    BUCKETS,
  );

  observe({ name, kind, type, operation, seconds, result }: ObservedConditions): void {
    const labels = { name, kind, type, operation };
    this.#durations.observe(labels, seconds);
    if (result === 'excluded') this.#exclusions.add(labels);
    if (result === 'failed') this.#errors.add(labels);
  }

  *families(): Generator<MetricFamily> {
    yield this.#exclusions.family();
    yield this.#errors.family();
    yield this.#durations.family();
  }
}
