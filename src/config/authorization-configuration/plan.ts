/** What a configuration, or the flags in its stead, come down to. */
import { parseDuration } from '../../api/duration.ts';
import type {
  AuthorizationConfiguration,
  AuthorizerConfiguration,
  WebhookConfiguration,
} from './authorization-configuration.ts';
import type { AuthorizerType } from './validate.ts';

export type AuthorizerPlan =
  | { readonly type: Exclude<AuthorizerType, 'Webhook'>; readonly name: string }
  | { readonly type: 'Webhook'; readonly name: string; readonly webhook: WebhookPlan };

/** Durations in milliseconds. */
export interface WebhookPlan {
  readonly kubeConfigFile: string;
  readonly version: 'v1' | 'v1beta1';
  readonly timeout: number;
  /** 0: answers are not kept. */
  readonly authorizedTtl: number;
  readonly unauthorizedTtl: number;
  readonly failurePolicy: 'NoOpinion' | 'Deny';
  readonly matchConditions: readonly string[];
}

/** Upstream's. */
export const DEFAULT_AUTHORIZED_TTL = 5 * 60_000;
export const DEFAULT_UNAUTHORIZED_TTL = 30_000;
const FLAGS_TIMEOUT = 30_000;

/** @param configuration one that is valid */
export function planOf({ authorizers }: AuthorizationConfiguration): AuthorizerPlan[] {
  return authorizers.map(({ type, name, webhook }: AuthorizerConfiguration) =>
    webhook ? { type: 'Webhook', name, webhook: webhookPlan(webhook) } : { type: type as 'Node', name },
  );
}

function webhookPlan(webhook: WebhookConfiguration): WebhookPlan {
  const ttl = (written: string, isKept: boolean | undefined, otherwise: number) =>
    isKept === false ? 0 : milliseconds(written) || otherwise;
  return {
    kubeConfigFile: webhook.connectionInfo.kubeConfigFile!,
    version: webhook.subjectAccessReviewVersion as WebhookPlan['version'],
    timeout: milliseconds(webhook.timeout),
    authorizedTtl: ttl(webhook.authorizedTTL, webhook.cacheAuthorizedRequests, DEFAULT_AUTHORIZED_TTL),
    unauthorizedTtl: ttl(webhook.unauthorizedTTL, webhook.cacheUnauthorizedRequests, DEFAULT_UNAUTHORIZED_TTL),
    failurePolicy: webhook.failurePolicy as WebhookPlan['failurePolicy'],
    matchConditions: webhook.matchConditions.map(({ expression }) => expression),
  };
}

function milliseconds(duration: string): number {
  const parsed = parseDuration(duration || '0s');
  return 'seconds' in parsed ? parsed.seconds * 1000 : 0;
}

/** `--authorization-mode` and `--authorization-webhook-*`. */
export interface AuthorizationFlags {
  readonly authorizationMode: readonly AuthorizerType[] | undefined;
  readonly authorizationWebhookConfigFile: string | undefined;
  readonly authorizationWebhookVersion: 'v1' | 'v1beta1' | undefined;
  readonly authorizationWebhookCacheAuthorizedTtl: number | undefined;
  readonly authorizationWebhookCacheUnauthorizedTtl: number | undefined;
}

const DEFAULT_MODES: readonly AuthorizerType[] = ['Node', 'RBAC'];

export function planOfFlags(flags: AuthorizationFlags): AuthorizerPlan[] {
  return (flags.authorizationMode ?? DEFAULT_MODES).map((type) =>
    type === 'Webhook' ? { type, name: 'default', webhook: webhookOfFlags(flags) } : { type, name: type.toLowerCase() },
  );
}

function webhookOfFlags(flags: AuthorizationFlags): WebhookPlan {
  return {
    kubeConfigFile: flags.authorizationWebhookConfigFile!,
    version: flags.authorizationWebhookVersion ?? 'v1beta1',
    timeout: FLAGS_TIMEOUT,
    authorizedTtl: flags.authorizationWebhookCacheAuthorizedTtl ?? DEFAULT_AUTHORIZED_TTL,
    unauthorizedTtl: flags.authorizationWebhookCacheUnauthorizedTtl ?? DEFAULT_UNAUTHORIZED_TTL,
    failurePolicy: 'NoOpinion',
    matchConditions: [],
  };
}
