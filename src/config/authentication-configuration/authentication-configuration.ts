/** AuthenticationConfiguration (apiserver.config.k8s.io): whose tokens are believed, and where nobody needs to be. */
import type { JwtAuthenticatorConfiguration } from '../../authentication/oidc/configuration.ts';
import { decodeFile, type FileKind } from '../files/decode.ts';
import { FLAG, listOf, optional, struct, TEXT } from '../files/struct.ts';

export interface AuthenticationConfiguration {
  readonly jwt: readonly JwtAuthenticatorConfiguration[];
  /** Absent: as --anonymous-auth says. */
  readonly anonymous?: AnonymousConfiguration;
}

export interface AnonymousConfiguration {
  readonly enabled: boolean;
  /** Where; none: where --anonymous-auth allows it. */
  readonly conditions: readonly { readonly path: string }[];
}

const ISSUER = struct('Issuer', {
  url: TEXT,
  discoveryURL: TEXT,
  certificateAuthority: TEXT,
  audiences: listOf(TEXT),
  audienceMatchPolicy: TEXT,
  egressSelectorType: TEXT,
});
const CLAIM_RULE = struct('ClaimValidationRule', { claim: TEXT, requiredValue: TEXT, expression: TEXT, message: TEXT });
const PREFIXED_CLAIM = struct('PrefixedClaimOrExpression', { claim: TEXT, prefix: optional(TEXT), expression: TEXT });
const MAPPINGS = struct('ClaimMappings', {
  username: PREFIXED_CLAIM,
  groups: PREFIXED_CLAIM,
  uid: struct('ClaimOrExpression', { claim: TEXT, expression: TEXT }),
  extra: listOf(struct('ExtraMapping', { key: TEXT, valueExpression: TEXT })),
});
const JWT = struct('JWTAuthenticator', {
  issuer: ISSUER,
  claimValidationRules: listOf(CLAIM_RULE),
  claimMappings: MAPPINGS,
  userValidationRules: listOf(struct('UserValidationRule', { expression: TEXT, message: TEXT })),
});
const ANONYMOUS = struct('AnonymousAuthConfig', {
  enabled: FLAG,
  conditions: listOf(struct('AnonymousAuthCondition', { path: TEXT })),
});

const KIND: FileKind = {
  kind: 'AuthenticationConfiguration',
  apiVersions: ['v1', 'v1beta1', 'v1alpha1'].map((version) => `apiserver.config.k8s.io/${version}`),
  schema: struct('AuthenticationConfiguration', { jwt: listOf(JWT), anonymous: optional(ANONYMOUS) }),
};

/** Reads the form; whether it makes sense is for `validateAuthenticationConfiguration` to say. @throws ConfigError */
export function decodeAuthenticationConfiguration(content: Buffer): Promise<AuthenticationConfiguration> {
  return decodeFile(content, KIND);
}
