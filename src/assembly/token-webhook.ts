/** The webhook that is asked whose a bearer token is, when nothing here knows it. */
import { randomBytes } from 'node:crypto';
import type { Authenticator } from '../authentication/authenticator.ts';
import { WebhookAuthenticator } from '../authentication/webhook/webhook-authenticator.ts';
import type { WebhookError } from '../client/webhook/errors.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import { TokenWebhookMetrics } from '../server/metrics/token-webhook-metrics.ts';
import { type Clock, monotonicNow } from '../util/clock.ts';

export interface TokenWebhook {
  readonly authenticator: Authenticator;
  readonly metrics: TokenWebhookMetrics;
  close(): void;
}

/** @throws ConfigError when the kubeconfig cannot be used */
export async function openTokenWebhook(
  settings: Settings,
  apiAudiences: readonly string[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<TokenWebhook | undefined> {
  const path = settings.authenticationTokenWebhookConfigFile;
  if (path === undefined) return undefined;
  // Only those who have a webhook wait for what it takes to ask one.
  const { WebhookClient } = await import('../client/webhook/webhook-client.ts');
  const client = await WebhookClient.open(path, { clock }).catch((error: Error) => {
    throw new ConfigError(`--authentication-token-webhook-config-file ${path}: ${error.message}`);
  });
  const metrics = new TokenWebhookMetrics();
  const tell = seldom(clock, (error) => log.error('the token webhook could not be asked', { error }));
  const options = {
    version: settings.authenticationTokenWebhookVersion,
    ttl: settings.authenticationTokenWebhookCacheTtl,
    apiAudiences,
    cacheKey: randomBytes(32).toString('hex'),
  };
  const authenticator = new WebhookAuthenticator(options, {
    ask: timed((review) => client.call(review), metrics),
    onLookup: (isKnown) => metrics.lookedUp(isKnown),
    now: monotonicNow,
    onFailure: (error) => tell((error as Error).message),
  });
  return { authenticator, metrics, close: () => client.close() };
}

type Ask = (review: object) => Promise<unknown>;

function timed(ask: Ask, metrics: TokenWebhookMetrics): Ask {
  return async (review) => {
    const start = monotonicNow();
    const tell = (status: number | undefined) => metrics.asked(status, (monotonicNow() - start) / 1000);
    try {
      const answer = await ask(review);
      tell(OK);
      return answer;
    } catch (error) {
      tell((error as Partial<WebhookError>).status);
      throw error;
    }
  };
}

const OK = 200;
