import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';

export type ReloadStatus = 'success' | 'failure';
type Deciding = { readonly type: string; readonly name: string };
type Evaluation = { readonly name: string; readonly result: 'success' | 'error' };

/** How requests were decided and webhooks answered, and how the configuration of that fared. */
export class AuthorizationMetrics {
  readonly decisions = new Counter<Deciding & { readonly decision: string }>(
    'apiserver_authorization_decisions_total',
    'Total number of terminal decisions made by an authorizer split by authorizer type, name, and decision.',
  );
  readonly evaluations = new Counter<Evaluation>(
    'apiserver_authorization_webhook_evaluations_total',
    'Round-trips to authorization webhooks split by name and result.',
  );
  readonly failedOpen = new Counter<Evaluation>(
    'apiserver_authorization_webhook_evaluations_fail_open_total',
    'NoOpinion results due to webhook timeout or error split by name and result.',
  );
  readonly exclusions = new Counter<Deciding>(
    'apiserver_authorization_match_condition_exclusions_total',
    'Total number of exclusions when an authorizer is skipped because its match conditions exclude it.',
  );
  readonly conditionErrors = new Counter<Deciding>(
    'apiserver_authorization_match_condition_evaluation_errors_total',
    'Total number of errors when an authorization webhook encounters a match condition error split by authorizer type and name.',
  );
  readonly #reloads = new Map<ReloadStatus, { count: number; at: number }>();

  /** @param at milliseconds */
  reloaded(status: ReloadStatus, at: number): void {
    this.#reloads.set(status, { count: (this.#reloads.get(status)?.count ?? 0) + 1, at });
  }

  *families(): Generator<MetricFamily> {
    const counters = [this.decisions, this.evaluations, this.failedOpen, this.exclusions, this.conditionErrors];
    for (const counter of counters) yield counter.family();
    const reloads = [...this.#reloads];
    yield {
      name: 'apiserver_authorization_config_controller_automatic_reloads_total',
      help: 'Total number of automatic reloads of authorization configuration split by status.',
      type: 'counter',
      samples: reloads.map(([status, { count }]) => ({ labels: { status }, value: count })),
    };
    yield {
      name: 'apiserver_authorization_config_controller_automatic_reload_last_timestamp_seconds',
      help: 'Timestamp of the last automatic reload of authorization configuration split by status.',
      type: 'gauge',
      samples: reloads.map(([status, { at }]) => ({ labels: { status }, value: at / 1000 })),
    };
  }
}
