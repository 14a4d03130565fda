import type { MetricFamily } from './family.ts';

export type DecisionLabels = Readonly<Record<'type' | 'name' | 'decision', string>>;
export type ReloadStatus = 'success' | 'failure';

/** Names of authorizers come from the configuration, which may be replaced again and again. */
const MOST_SERIES = 1000;

/** How requests were decided, and how the configuration of that fared. */
export class AuthorizationMetrics {
  readonly #decisions = new Map<string, { readonly labels: DecisionLabels; value: number }>();
  readonly #reloads = new Map<ReloadStatus, { count: number; at: number }>();

  decided(labels: DecisionLabels): void {
    const key = `${labels.type} ${labels.name} ${labels.decision}`;
    const series = this.#decisions.get(key);
    if (series) series.value += 1;
    else if (this.#decisions.size < MOST_SERIES) this.#decisions.set(key, { labels, value: 1 });
  }

  /** @param at milliseconds */
  reloaded(status: ReloadStatus, at: number): void {
    this.#reloads.set(status, { count: (this.#reloads.get(status)?.count ?? 0) + 1, at });
  }

  *families(): Generator<MetricFamily> {
    yield {
      name: 'apiserver_authorization_decisions_total',
      help: 'Total number of terminal decisions made by an authorizer split by authorizer type, name, and decision.',
      type: 'counter',
      samples: this.#decisions.values(),
    };
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
