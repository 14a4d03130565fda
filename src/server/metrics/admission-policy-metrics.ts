import type {
  EnforcementAction,
  ObservedExpression,
  ObservedPolicyConditions,
} from '../../admission/policy/observer.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';
import { Histogram } from './histogram.ts';
import type { MatchConditionMetrics } from './match-condition-metrics.ts';

type Labels = Readonly<Record<'policy' | 'policy_binding' | 'error_type', string>>;
type ActionLabels = Labels & Readonly<Record<'enforcement_action', string>>;

/** kube-apiserver's, in seconds. */
const BUCKETS = [0.0000005, 0.001, 0.01, 0.1, 1];

/** How policies in CEL fared (k8s.io/apiserver/pkg/admission/plugin/policy). */
export class AdmissionPolicyMetrics {
  readonly #conditions: MatchConditionMetrics;
  readonly #checks = new Counter<ActionLabels>(
    'apiserver_validating_admission_policy_check_total',
    'Validation admission policy check total, labeled by policy and further identified by binding and enforcement action taken.',
  );
  readonly #checkDurations = new Histogram<ActionLabels>(
    'apiserver_validating_admission_policy_check_duration_seconds',
    'Validation admission latency for individual validation expressions in seconds, labeled by policy and further including binding and enforcement action taken.',
    BUCKETS,
  );
  readonly #mutations = new Counter<Labels>(
    'apiserver_mutating_admission_policy_check_total',
    'Mutation admission policy check total, labeled by policy and further identified by binding.',
  );
  readonly #mutationDurations = new Histogram<Labels>(
    'apiserver_mutating_admission_policy_check_duration_seconds',
    'Mutation admission latency for individual mutation expressions in seconds, labeled by policy and binding.',
    BUCKETS,
  );

  /** @param conditions counts those of webhooks, too */
  constructor(conditions: MatchConditionMetrics) {
    this.#conditions = conditions;
  }

  now(): number {
    return performance.now();
  }

  checked(expression: ObservedExpression, action: EnforcementAction): void {
    const labels = { ...labelsOf(expression), enforcement_action: action };
    this.#checks.add(labels);
    this.#checkDurations.observe(labels, expression.seconds);
  }

  mutated(expression: ObservedExpression): void {
    const labels = labelsOf(expression);
    this.#mutations.add(labels);
    this.#mutationDurations.observe(labels, expression.seconds);
  }

  conditions(conditions: ObservedPolicyConditions): void {
    this.#conditions.observe({ ...conditions, kind: 'policy', type: 'validate' });
  }

  *families(): Generator<MetricFamily> {
    yield this.#checks.family();
    yield this.#checkDurations.family();
    yield this.#mutations.family();
    yield this.#mutationDurations.family();
  }
}

function labelsOf({ policy, binding, errorType }: ObservedExpression): Labels {
  return { policy, policy_binding: binding, error_type: errorType };
}
