/** Tokens that a webhook knows, without the time that it takes to answer: seen again, its answer is kept. */
import { WebhookAuthenticator } from '../../src/authentication/webhook/webhook-authenticator.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import type { Credentials } from './kinds.ts';

const OPTIONS = { version: 'v1', ttl: 120_000, apiAudiences: ['api'], cacheKey: 'k'.repeat(64) } as const;
const ANSWER = { status: { authenticated: true, user: { username: 'jane', uid: '42', groups: ['dev', 'ops'] } } };

export async function webhookTokens(count: number): Promise<Credentials> {
  const requests = Array.from(
    { length: count },
    (_, index) => ({ headers: { authorization: `Bearer token-${index}-${'x'.repeat(100)}` } }) as unknown as ApiRequest,
  );
  const ports = { ask: async () => ANSWER, now: () => performance.now(), onLookup: () => {}, onFailure: () => {} };
  return { requests, open: () => new WebhookAuthenticator(OPTIONS, ports) };
}
