import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';
import { Histogram } from './histogram.ts';

/** How the token webhook answers, and how often it need not be asked. */
export class TokenWebhookMetrics {
  readonly #requests = new Counter<{ readonly code: string }>(
    'apiserver_delegated_authn_request_total',
    'Number of HTTP requests partitioned by status code.',
  );
  readonly #seconds = new Histogram<{ readonly code: string }>(
    'apiserver_delegated_authn_request_duration_seconds',
    'Request latency in seconds. Broken down by status code.',
    [0.25, 0.5, 0.7, 1, 1.5, 3, 5, 10],
  );
  readonly #lookups = new Counter<{ readonly status: 'hit' | 'miss' }>(
    'authentication_token_cache_request_total',
    'Tokens for the token webhook, by whether its answer was known.',
  );

  /** @param status of HTTP; undefined: there was no answer */
  asked(status: number | undefined, seconds: number): void {
    const code = status === undefined ? '<error>' : String(status);
    this.#requests.add({ code });
    this.#seconds.observe({ code }, seconds);
  }

  lookedUp(isKnown: boolean): void {
    this.#lookups.add({ status: isKnown ? 'hit' : 'miss' });
  }

  families(): MetricFamily[] {
    return [this.#requests.family(), this.#seconds.family(), this.#lookups.family()];
  }
}
