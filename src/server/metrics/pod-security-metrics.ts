/** What PodSecurity admission found, as kube-apiserver counts it. */
import type { ObservedWrite, PodSecurityObserver } from '../../admission/plugins/pod-security/observer.ts';
import type { LevelVersion, Mode } from '../../admission/plugins/pod-security/policy.ts';
import { LATEST, showVersion } from '../../admission/plugins/pod-security/version.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';

/** Threat: labels of namespaces name any version; those to come are told as one. */
const NEWEST = 36;

export class PodSecurityMetrics implements PodSecurityObserver {
  readonly #evaluations = new Counter(
    'pod_security_evaluations_total',
    'Number of policy evaluations that occurred, not counting ignored or exempt requests.',
  );
  readonly #exemptions = new Counter(
    'pod_security_exemptions_total',
    'Number of exempt requests, not counting ignored or out of scope requests.',
  );
  readonly #errors = new Counter(
    'pod_security_errors_total',
    'Number of errors preventing normal evaluation. Non-fatal errors may result in the latest restricted profile being used for evaluation.',
  );

  evaluated(write: ObservedWrite, mode: Mode, decision: 'allow' | 'deny', { level, version }: LevelVersion): void {
    const isFuture = version !== LATEST && version > NEWEST;
    const policy_version = isFuture ? 'future' : showVersion(version);
    this.#evaluations.add({ decision, policy_level: level, policy_version, mode, ...write });
  }

  exempted(write: ObservedWrite): void {
    this.#exemptions.add({ ...write });
  }

  failed(write: ObservedWrite, isFatal: boolean): void {
    this.#errors.add({ fatal: String(isFatal), ...write });
  }

  *families(): Generator<MetricFamily> {
    yield this.#evaluations.family();
    yield this.#exemptions.family();
    yield this.#errors.family();
  }
}
