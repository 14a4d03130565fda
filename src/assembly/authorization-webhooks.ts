/** Authorization webhooks as a plan names them. */
import { MatchConditions } from '../authorization/webhook/match-conditions.ts';
import { WebhookAuthorizer, type WebhookEvent } from '../authorization/webhook/webhook-authorizer.ts';
import { WebhookClient } from '../client/webhook/webhook-client.ts';
import type { WebhookPlan } from '../config/authorization-configuration/plan.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import type { AuthorizationMetrics } from '../server/metrics/authorization-metrics.ts';
import { type Clock, monotonicNow } from '../util/clock.ts';

export interface OpenWebhook {
  readonly authorizer: WebhookAuthorizer;
  /** When it is asked no more: lets what is under way end, and its connections go. */
  retire(): void;
}

export interface WebhookPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AuthorizationMetrics;
}

/** @throws WebhookConfigError */
export async function openWebhook(
  name: string,
  plan: WebhookPlan,
  { clock, log, metrics }: WebhookPorts,
): Promise<OpenWebhook> {
  const { kubeConfigFile, timeout, matchConditions } = plan;
  const client = await WebhookClient.open(kubeConfigFile, { timeoutMilliseconds: timeout, clock });
  const conditions = new MatchConditions(matchConditions);
  const tell = seldom(clock, (error) => log.error('an authorization webhook failed', { webhook: name, error }));
  const authorizer = new WebhookAuthorizer(
    { name, ...plan },
    {
      ask: (review) => client.call(review),
      matches: (spec) => conditions.match(spec),
      now: monotonicNow,
      observe: observer(name, plan, metrics),
      onFailure: (error) => tell((error as Error).message),
    },
  );
  return { authorizer, retire: () => void clock.setTimeout(() => client.close(), RETIREMENT) };
}

function observer(name: string, { failurePolicy }: WebhookPlan, metrics: AuthorizationMetrics) {
  const authorizer = { type: 'Webhook', name };
  const success = { name, result: 'success' } as const;
  const error = { name, result: 'error' } as const;
  const told: Readonly<Record<WebhookEvent, () => void>> = {
    answered: () => metrics.evaluations.add(success),
    unanswered() {
      metrics.evaluations.add(error);
      if (failurePolicy === 'NoOpinion') metrics.failedOpen.add(error);
    },
    excluded: () => metrics.exclusions.add(authorizer),
    unmatchable: () => metrics.conditionErrors.add(authorizer),
  };
  return (event: WebhookEvent) => told[event]();
}

/** Longer than any request lives. */
const RETIREMENT = 2 * 60_000;
