/** The webhook that is asked whose a bearer token is, when nothing here knows it. */
import { randomBytes } from 'node:crypto';
import type { Authenticator } from '../authentication/authenticator.ts';
import { WebhookAuthenticator } from '../authentication/webhook/webhook-authenticator.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import type { Clock } from '../util/clock.ts';

export interface TokenWebhook {
  readonly authenticator: Authenticator;
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
  const tell = seldom(clock, (error) => log.error('the token webhook could not be asked', { error }));
  const options = {
    version: settings.authenticationTokenWebhookVersion,
    ttl: settings.authenticationTokenWebhookCacheTtl,
    apiAudiences,
    cacheKey: randomBytes(32).toString('hex'),
  };
  const authenticator = new WebhookAuthenticator(options, {
    ask: (review) => client.call(review),
    now: () => performance.now(),
    onFailure: (error) => tell((error as Error).message),
  });
  return { authenticator, close: () => client.close() };
}
