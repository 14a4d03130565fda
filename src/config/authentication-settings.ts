/** What can be set about how clients prove who they are. */
import { identityHeader, identityHeaderPrefix } from './door-kinds.ts';
import { choice, duration, flag, httpsUrl, list, readableFile, text } from './kinds.ts';
import { claimPairs, signingAlgorithms } from './oidc-kinds.ts';
import type { Setting } from './setting.ts';
import { alwaysLookedUp, tokenIssuers, tokenLifetime } from './token-kinds.ts';

const TOKEN_REVIEW_VERSIONS = ['v1beta1', 'v1'] as const;

/** Durations in milliseconds. */
export interface AuthenticationSettings {
  readonly anonymousAuth: boolean | undefined;
  readonly authenticationConfig: string | undefined;
  readonly oidcIssuerUrl: string | undefined;
  readonly oidcClientId: string | undefined;
  readonly oidcUsernameClaim: string | undefined;
  readonly oidcUsernamePrefix: string | undefined;
  readonly oidcGroupsClaim: string | undefined;
  readonly oidcGroupsPrefix: string | undefined;
  readonly oidcRequiredClaim: readonly (readonly [claim: string, value: string])[] | undefined;
  readonly oidcCaFile: string | undefined;
  readonly oidcSigningAlgs: readonly string[] | undefined;
  readonly enableBootstrapTokenAuth: boolean;
  readonly authenticationTokenWebhookConfigFile: string | undefined;
  readonly authenticationTokenWebhookVersion: (typeof TOKEN_REVIEW_VERSIONS)[number];
  readonly authenticationTokenWebhookCacheTtl: number;
  readonly requestheaderClientCaFile: string | undefined;
  readonly requestheaderAllowedNames: readonly string[];
  readonly requestheaderUsernameHeaders: readonly string[];
  readonly requestheaderUidHeaders: readonly string[];
  readonly requestheaderGroupHeaders: readonly string[];
  readonly requestheaderExtraHeadersPrefix: readonly string[];
  readonly serviceAccountIssuer: readonly string[];
  readonly serviceAccountSigningKeyFile: string | undefined;
  readonly serviceAccountKeyFile: readonly string[];
  readonly serviceAccountMaxTokenExpiration: number;
  readonly serviceAccountExtendTokenExpiration: boolean;
  readonly serviceAccountLookup: true;
  readonly serviceAccountJwksUri: string | undefined;
  readonly legacyServiceAccountTokenCleanUpPeriod: number;
  readonly apiAudiences: readonly string[];
}

export const AUTHENTICATION_SETTINGS: {
  readonly [K in keyof AuthenticationSettings]-?: Setting<AuthenticationSettings[K]>;
} = {
  anonymousAuth: {
    section: 'Security',
    kind: flag,
    default: undefined,
    help: 'let clients without a credential ask for health and version, and for nothing else (default: true)',
  },
  authenticationConfig: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'file of kind AuthenticationConfiguration: issuers of OpenID Connect tokens, anonymous paths; it is read again when it changes',
  },
  oidcIssuerUrl: {
    section: 'Security',
    kind: httpsUrl,
    default: undefined,
    help: 'issuer of OpenID Connect tokens, where one is enough; the other --oidc-* flags are about it',
  },
  oidcClientId: {
    section: 'Security',
    kind: text,
    default: undefined,
    help: 'whom tokens must be issued to: their audience',
  },
  oidcUsernameClaim: {
    section: 'Security',
    kind: text,
    default: undefined,
    help: 'claim that is the user name (default: sub)',
  },
  oidcUsernamePrefix: {
    section: 'Security',
    kind: text,
    default: undefined,
    help: 'what user names begin with; -: nothing (default: the issuer and #, for email nothing)',
  },
  oidcGroupsClaim: {
    section: 'Security',
    kind: text,
    default: undefined,
    help: 'claim that is the groups (default: tokens say nothing about groups)',
  },
  oidcGroupsPrefix: {
    section: 'Security',
    kind: text,
    default: undefined,
    help: 'what names of groups begin with (default: nothing)',
  },
  oidcRequiredClaim: {
    section: 'Security',
    kind: claimPairs,
    default: undefined,
    help: 'claims that tokens must have, with these values',
  },
  oidcCaFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: "authorities of the issuer's certificate, PEM (default: those of the system)",
  },
  oidcSigningAlgs: {
    section: 'Security',
    kind: signingAlgorithms,
    default: undefined,
    help: 'algorithms that tokens may be signed by (default: RS256)',
  },
  enableBootstrapTokenAuth: {
    section: 'Security',
    kind: flag,
    default: 'true',
    help: 'accept bootstrap tokens; there are none until someone makes a bootstrap-token-* secret in kube-system, hence on',
  },
  authenticationTokenWebhookConfigFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'kubeconfig of a webhook that is asked whose a bearer token is, when nothing here knows it',
  },
  authenticationTokenWebhookVersion: {
    section: 'Security',
    kind: choice(...TOKEN_REVIEW_VERSIONS),
    default: 'v1beta1',
    help: "version of the TokenReview that the webhook is sent: v1beta1 (kube-apiserver's default), v1",
  },
  authenticationTokenWebhookCacheTtl: {
    section: 'Security',
    kind: duration(0),
    default: '2m',
    help: "how long the webhook's answers are kept; 0s: not at all",
  },
  requestheaderClientCaFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: "authorities of front proxies, PEM, read again when they change (default: the cluster's own for front proxies)",
  },
  requestheaderAllowedNames: {
    section: 'Security',
    kind: list(text),
    default: 'front-proxy-client',
    help: 'common names of front proxies; empty: whomever their authorities have certified',
  },
  requestheaderUsernameHeaders: {
    section: 'Security',
    kind: list(identityHeader),
    default: 'X-Remote-User',
    help: 'headers in which a front proxy names the user; from anyone else they are not even looked at',
  },
  requestheaderUidHeaders: {
    section: 'Security',
    kind: list(identityHeader),
    default: 'X-Remote-Uid',
    help: "the same for the user's uid",
  },
  requestheaderGroupHeaders: {
    section: 'Security',
    kind: list(identityHeader),
    default: 'X-Remote-Group',
    help: "the same for the user's groups",
  },
  requestheaderExtraHeadersPrefix: {
    section: 'Security',
    kind: list(identityHeaderPrefix),
    default: 'X-Remote-Extra-',
    help: 'what headers begin with in which a front proxy tells more of the user',
  },
  serviceAccountIssuer: {
    section: 'Security',
    kind: tokenIssuers,
    default: 'https://kubernetes.default.svc.cluster.local',
    help: 'who service account tokens are issued by; tokens of further issuers in the list are accepted too',
  },
  serviceAccountSigningKeyFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'private key, PEM, that signs service account tokens (default: one made in --data-dir)',
  },
  serviceAccountKeyFile: {
    section: 'Security',
    kind: list(readableFile),
    default: '',
    help: 'further keys, PEM, that service account tokens may be signed with: those that a new signing key replaces',
  },
  serviceAccountMaxTokenExpiration: {
    section: 'Security',
    kind: tokenLifetime,
    default: '0s',
    help: 'the longest life of a service account token, at least 1h; 0s: as long as is asked for',
  },
  serviceAccountExtendTokenExpiration: {
    section: 'Security',
    kind: flag,
    default: 'true',
    help: 'let tokens that are injected into pods live a year, for programs that do not read them again',
  },
  serviceAccountLookup: {
    section: 'Security',
    kind: alwaysLookedUp,
    default: 'true',
    help: "refuse a token whose service account, pod, node or secret is gone; cannot be turned off, and is there for kube-apiserver's command lines",
  },
  serviceAccountJwksUri: {
    section: 'Security',
    kind: httpsUrl,
    default: undefined,
    help: 'where others find the keys of service account tokens (default: /openid/v1/jwks of this server)',
  },
  legacyServiceAccountTokenCleanUpPeriod: {
    section: 'Security',
    kind: duration(1),
    default: '8760h',
    help: "how long a token that an account's own Secret holds may go without use; then it is refused, and after as long again deleted",
  },
  apiAudiences: {
    section: 'Security',
    kind: list(text),
    default: '',
    help: 'audiences of which a token must have one to be good for this server (default: --service-account-issuer)',
  },
};
