/**
 * Everything about `allium up` that can be set: as a flag, and under the same name in the file that --config names.
 * What kube-apiserver has too is called as it calls it.
 */
import type { PluginName } from '../admission/plugin-order.ts';
import { DEFAULT_CIPHER_SUITES, TLS_VERSIONS, type TlsVersion } from '../server/tls/policy.ts';
import { AUDIT_SETTINGS, type AuditSettings } from './audit-settings.ts';
import { authorizationModes } from './authorization-configuration/modes.ts';
import type { AuthorizerType } from './authorization-configuration/validate.ts';
import { cipherSuite, identityHeader, identityHeaderPrefix } from './door-kinds.ts';
import {
  choice,
  duration,
  flag,
  hostName,
  httpsUrl,
  integer,
  ipAddress,
  list,
  type PortRange,
  path,
  pluginName,
  portRange,
  reachableAddress,
  readableFile,
  serviceCidrs,
  text,
} from './kinds.ts';
import { claimPairs, signingAlgorithms } from './oidc-kinds.ts';
import type { Setting } from './setting.ts';
import { type SniFiles, sniFiles } from './sni-kind.ts';
import { tokenIssuers, tokenLifetime } from './token-kinds.ts';

const REVIEW_VERSIONS = ['v1', 'v1beta1'] as const;
const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

const TOKEN_REVIEW_VERSIONS = ['v1beta1', 'v1'] as const;

/** Durations in milliseconds. */
export interface Settings extends AuditSettings {
  readonly dataDir: string;
  readonly inMemory: boolean;
  readonly bindAddress: string;
  readonly port: number;
  readonly advertiseAddress: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly tlsCertFile: string | undefined;
  readonly tlsPrivateKeyFile: string | undefined;
  readonly apiserverCertExtraSans: readonly string[];
  readonly tlsSniCertKey: readonly SniFiles[];
  readonly tlsMinVersion: TlsVersion;
  readonly tlsCipherSuites: readonly string[];
  readonly clientCaFile: string | undefined;
  readonly clusterSigningDuration: number;
  readonly certificateValidityPeriod: number;
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
  readonly authorizationMode: readonly AuthorizerType[] | undefined;
  readonly authorizationConfig: string | undefined;
  readonly authorizationWebhookConfigFile: string | undefined;
  readonly authorizationWebhookVersion: (typeof REVIEW_VERSIONS)[number] | undefined;
  readonly authorizationWebhookCacheAuthorizedTtl: number | undefined;
  readonly authorizationWebhookCacheUnauthorizedTtl: number | undefined;
  readonly enableAdmissionPlugins: readonly PluginName[];
  readonly disableAdmissionPlugins: readonly PluginName[];
  readonly admissionControlConfigFile: string | undefined;
  readonly serviceAccountIssuer: readonly string[];
  readonly serviceAccountSigningKeyFile: string | undefined;
  readonly serviceAccountKeyFile: readonly string[];
  readonly serviceAccountMaxTokenExpiration: number;
  readonly serviceAccountExtendTokenExpiration: boolean;
  readonly serviceAccountJwksUri: string | undefined;
  readonly apiAudiences: readonly string[];
  readonly serviceClusterIpRange: readonly string[];
  readonly serviceNodePortRange: PortRange;
  readonly eventTtl: number;
  readonly etcdCompactionInterval: number;
  readonly maxRequestsInflight: number;
  readonly maxMutatingRequestsInflight: number;
  readonly requestTimeout: number;
  readonly minRequestTimeout: number;
  readonly http2MaxStreamsPerConnection: number;
  readonly shutdownDelayDuration: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export const SETTINGS: { readonly [K in keyof Settings]-?: Setting<Settings[K]> } = {
  dataDir: {
    section: 'Storage',
    kind: path,
    default: '.allium',
    help: 'folder of the store, the authorities and the keys; made when missing',
  },
  inMemory: {
    section: 'Storage',
    kind: flag,
    default: 'false',
    help: 'keep objects in memory only: gone when the server stops (keys stay in --data-dir)',
  },
  eventTtl: { section: 'Storage', kind: duration(1000), default: '1h', help: 'how long events are kept' },
  etcdCompactionInterval: {
    section: 'Storage',
    kind: duration(0),
    default: '5m',
    help: 'how often history older than this interval is forgotten; 0s: never',
  },
  bindAddress: {
    section: 'Serving',
    kind: ipAddress,
    default: '127.0.0.1',
    help: 'address to listen on; 0.0.0.0 or :: for all interfaces',
  },
  port: { section: 'Serving', kind: integer(0, 65535), default: '6443', help: 'port to listen on; 0: any free one' },
  advertiseAddress: {
    section: 'Serving',
    kind: reachableAddress,
    default: undefined,
    help: "address of the kubernetes Service's endpoint (default: --bind-address, or the first of the host)",
  },
  kubeconfig: {
    section: 'Serving',
    kind: path,
    default: undefined,
    help: "where to write the administrator's kubeconfig (default: admin.kubeconfig in --data-dir)",
  },
  tlsCertFile: {
    section: 'Serving',
    kind: readableFile,
    default: undefined,
    help: 'serving certificate and its intermediates, PEM (default: one made in --data-dir)',
  },
  tlsPrivateKeyFile: {
    section: 'Serving',
    kind: readableFile,
    default: undefined,
    help: 'key of --tls-cert-file, PEM',
  },
  apiserverCertExtraSans: {
    section: 'Serving',
    kind: list(hostName),
    default: '',
    help: 'further names and addresses for the serving certificate that is made',
  },
  tlsSniCertKey: {
    section: 'Serving',
    kind: sniFiles,
    default: '',
    help: 'further serving certificate for clients that ask for one of its names, or for those that follow; may be repeated',
  },
  tlsMinVersion: {
    section: 'Serving',
    kind: choice(...TLS_VERSIONS),
    default: 'VersionTLS12',
    help: `the oldest version of TLS that is spoken: ${TLS_VERSIONS.join(', ')}`,
  },
  tlsCipherSuites: {
    section: 'Serving',
    kind: list(cipherSuite),
    default: DEFAULT_CIPHER_SUITES.join(','),
    help: 'ciphers of TLS 1.2, by their IANA names; those of TLS 1.3 are always offered',
  },
  clientCaFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'further authorities whose client certificates are accepted, PEM',
  },
  clusterSigningDuration: {
    section: 'Security',
    kind: duration(600_000),
    default: '8760h',
    help: 'the longest life of a certificate that is asked for through the API',
  },
  certificateValidityPeriod: {
    section: 'Security',
    kind: duration(10_000),
    default: '8760h',
    help: "life of the control plane's own certificates; they are renewed in its last third, a month before its end at most",
  },
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
  enableAdmissionPlugins: {
    section: 'Security',
    kind: list(pluginName),
    default: '',
    help: 'admission plugins to turn on beside those that are on by default, in any order',
  },
  disableAdmissionPlugins: {
    section: 'Security',
    kind: list(pluginName),
    default: '',
    help: 'admission plugins to turn off though they are on by default, in any order',
  },
  admissionControlConfigFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'file of kind AdmissionConfiguration: what admission plugins are configured with',
  },
  ...AUDIT_SETTINGS,
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
  serviceAccountJwksUri: {
    section: 'Security',
    kind: httpsUrl,
    default: undefined,
    help: 'where others find the keys of service account tokens (default: /openid/v1/jwks of this server)',
  },
  apiAudiences: {
    section: 'Security',
    kind: list(text),
    default: '',
    help: 'audiences of which a token must have one to be good for this server (default: --service-account-issuer)',
  },
  serviceClusterIpRange: {
    section: 'Network',
    kind: serviceCidrs,
    default: '10.96.0.0/12',
    help: 'addresses of services; two ranges of different IP families for dual stack',
  },
  serviceNodePortRange: {
    section: 'Network',
    kind: portRange,
    default: '30000-32767',
    help: 'ports of NodePort services',
  },
  maxRequestsInflight: {
    section: 'Limits',
    kind: integer(1, 1_000_000),
    default: '400',
    help: 'reads answered at once; more are told to come back',
  },
  maxMutatingRequestsInflight: {
    section: 'Limits',
    kind: integer(1, 1_000_000),
    default: '200',
    help: 'writes answered at once; more are told to come back',
  },
  requestTimeout: {
    section: 'Limits',
    kind: duration(1000),
    default: '1m',
    help: 'how long a request that is not a watch may take',
  },
  minRequestTimeout: {
    section: 'Limits',
    kind: duration(1000),
    default: '30m',
    help: 'how long a watch without a timeout of its own lasts at least',
  },
  http2MaxStreamsPerConnection: {
    section: 'Limits',
    kind: integer(1, 10_000),
    default: '100',
    help: 'requests open at once on an HTTP/2 connection',
  },
  shutdownDelayDuration: {
    section: 'Other',
    kind: duration(0),
    default: '0s',
    help: 'how long to go on serving, not ready, after SIGTERM',
  },
  logLevel: { section: 'Other', kind: choice(...LOG_LEVELS), default: 'info', help: LOG_LEVELS.join(', ') },
};

export type SettingName = keyof Settings;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** `dataDir` as it is written: `data-dir`. */
export function writtenName(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
