/** AuthorizationConfiguration (apiserver.config.k8s.io): who is asked whether a request may be made, in which order. */
import { decodeFile, type FileKind } from '../files/decode.ts';
import { FLAG, listOf, optional, struct, TEXT } from '../files/struct.ts';

export interface AuthorizationConfiguration {
  readonly authorizers: readonly AuthorizerConfiguration[];
}

export interface AuthorizerConfiguration {
  /** One of AUTHORIZER_TYPES. */
  readonly type: string;
  readonly name: string;
  /** For the type Webhook, and for no other. */
  readonly webhook?: WebhookConfiguration;
}

/** Durations are Go's, as they are written; what is empty is left to the defaults. */
export interface WebhookConfiguration {
  readonly authorizedTTL: string;
  readonly cacheAuthorizedRequests?: boolean;
  readonly unauthorizedTTL: string;
  readonly cacheUnauthorizedRequests?: boolean;
  readonly timeout: string;
  readonly subjectAccessReviewVersion: string;
  readonly matchConditionSubjectAccessReviewVersion: string;
  readonly failurePolicy: string;
  readonly connectionInfo: ConnectionInfo;
  readonly matchConditions: readonly { readonly expression: string }[];
}

export interface ConnectionInfo {
  readonly type: string;
  readonly kubeConfigFile?: string;
}

const CONNECTION_INFO = struct('WebhookConnectionInfo', { type: TEXT, kubeConfigFile: optional(TEXT) });
const WEBHOOK = struct('WebhookConfiguration', {
  authorizedTTL: TEXT,
  cacheAuthorizedRequests: optional(FLAG),
  unauthorizedTTL: TEXT,
  cacheUnauthorizedRequests: optional(FLAG),
  timeout: TEXT,
  subjectAccessReviewVersion: TEXT,
  matchConditionSubjectAccessReviewVersion: TEXT,
  failurePolicy: TEXT,
  connectionInfo: CONNECTION_INFO,
  matchConditions: listOf(struct('WebhookMatchCondition', { expression: TEXT })),
});
const AUTHORIZER = struct('AuthorizerConfiguration', { type: TEXT, name: TEXT, webhook: optional(WEBHOOK) });

const KIND: FileKind = {
  kind: 'AuthorizationConfiguration',
  apiVersions: ['v1', 'v1beta1', 'v1alpha1'].map((version) => `apiserver.config.k8s.io/${version}`),
  schema: struct('AuthorizationConfiguration', { authorizers: listOf(AUTHORIZER) }),
};

/** Reads the form; whether it makes sense is for `validateAuthorizationConfiguration` to say. @throws ConfigError */
export function decodeAuthorizationConfiguration(content: Buffer): Promise<AuthorizationConfiguration> {
  return decodeFile(content, KIND);
}
