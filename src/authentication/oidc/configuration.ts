/**
 * One issuer of tokens and what its tokens mean (apiserver.config.k8s.io JWTAuthenticator). As in Go, a text that is
 * not given is empty; a prefix, which may be empty on purpose, is then undefined.
 */
export interface JwtAuthenticatorConfiguration {
  readonly issuer: IssuerConfiguration;
  readonly claimValidationRules: readonly ClaimValidationRule[];
  readonly claimMappings: ClaimMappings;
  readonly userValidationRules: readonly UserValidationRule[];
}

export interface IssuerConfiguration {
  /** What tokens have as their `iss`, letter for letter. */
  readonly url: string;
  /** Where the discovery document is, when it is not at its place under `url`. */
  readonly discoveryURL: string;
  /** PEM; empty: the authorities of the system. */
  readonly certificateAuthority: string;
  /** A token is for one of these. */
  readonly audiences: readonly string[];
  readonly audienceMatchPolicy: string;
  readonly egressSelectorType: string;
}

/** Either a claim with the value that it must have, or an expression that must be true. */
export interface ClaimValidationRule {
  readonly claim: string;
  readonly requiredValue: string;
  readonly expression: string;
  readonly message: string;
}

export interface ClaimOrExpression {
  readonly claim: string;
  readonly expression: string;
}

export interface PrefixedClaimOrExpression extends ClaimOrExpression {
  readonly prefix?: string;
}

export interface ExtraMapping {
  readonly key: string;
  readonly valueExpression: string;
}

export interface ClaimMappings {
  readonly username: PrefixedClaimOrExpression;
  readonly groups: PrefixedClaimOrExpression;
  readonly uid: ClaimOrExpression;
  readonly extra: readonly ExtraMapping[];
}

export interface UserValidationRule {
  readonly expression: string;
  readonly message: string;
}
