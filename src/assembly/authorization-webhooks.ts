/** Authorization webhooks as a plan names them. */
import { MatchConditions } from '../authorization/webhook/match-conditions.ts';
import { WebhookAuthorizer } from '../authorization/webhook/webhook-authorizer.ts';
import { WebhookClient } from '../client/webhook/webhook-client.ts';
import type { WebhookPlan } from '../config/authorization-configuration/plan.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import type { Clock } from '../util/clock.ts';

export interface OpenWebhook {
  readonly authorizer: WebhookAuthorizer;
  /** When it is asked no more: lets what is under way end, and its connections go. */
  retire(): void;
}

/** @throws WebhookConfigError */
export async function openWebhook(
  name: string,
  plan: WebhookPlan,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<OpenWebhook> {
  const { kubeConfigFile, timeout, matchConditions } = plan;
  const client = await WebhookClient.open(kubeConfigFile, { timeoutMilliseconds: timeout, clock });
  const conditions = new MatchConditions(matchConditions);
  const now = () => performance.now();
  const tell = seldom(clock, (error) => log.error('an authorization webhook failed', { webhook: name, error }));
  const authorizer = new WebhookAuthorizer(
    { name, ...plan },
    {
      ask: (review) => client.call(review),
      matches: (spec) => conditions.match(spec),
      now,
      onFailure: (error) => tell((error as Error).message),
    },
  );
  return { authorizer, retire: () => void clock.setTimeout(() => client.close(), RETIREMENT) };
}

/** Longer than any request lives. */
const RETIREMENT = 2 * 60_000;
