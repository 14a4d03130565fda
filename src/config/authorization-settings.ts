/** What can be set about who may do what. */
import { authorizationModes } from './authorization-configuration/modes.ts';
import type { AuthorizerType } from './authorization-configuration/validate.ts';
import { choice, duration, readableFile } from './kinds.ts';
import type { Setting } from './setting.ts';

const REVIEW_VERSIONS = ['v1', 'v1beta1'] as const;

/** Durations in milliseconds. */
export interface AuthorizationSettings {
  readonly authorizationMode: readonly AuthorizerType[] | undefined;
  readonly authorizationConfig: string | undefined;
  readonly authorizationWebhookConfigFile: string | undefined;
  readonly authorizationWebhookVersion: (typeof REVIEW_VERSIONS)[number] | undefined;
  readonly authorizationWebhookCacheAuthorizedTtl: number | undefined;
  readonly authorizationWebhookCacheUnauthorizedTtl: number | undefined;
}

export const AUTHORIZATION_SETTINGS: {
  readonly [K in keyof AuthorizationSettings]-?: Setting<AuthorizationSettings[K]>;
} = {
  authorizationMode: {
    section: 'Security',
    kind: authorizationModes,
    default: undefined,
    help: 'who is asked whether a request may be made, in this order: Node, RBAC, Webhook, AlwaysDeny (default: Node,RBAC)',
  },
  authorizationConfig: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'file of kind AuthorizationConfiguration, in place of --authorization-mode; it is read again when it changes',
  },
  authorizationWebhookConfigFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'kubeconfig of the webhook that the mode Webhook asks',
  },
  authorizationWebhookVersion: {
    section: 'Security',
    kind: choice(...REVIEW_VERSIONS),
    default: undefined,
    help: 'version of the SubjectAccessReview that the webhook is sent: v1, v1beta1 (default: v1beta1)',
  },
  authorizationWebhookCacheAuthorizedTtl: {
    section: 'Security',
    kind: duration(0),
    default: undefined,
    help: "how long the webhook's permissions are kept; 0s: not at all (default: 5m)",
  },
  authorizationWebhookCacheUnauthorizedTtl: {
    section: 'Security',
    kind: duration(0),
    default: undefined,
    help: "how long the webhook's refusals are kept; 0s: not at all (default: 30s)",
  },
};
