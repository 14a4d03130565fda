import { duplicate, type FieldError, type FieldPath, invalidValue, path, tooMany } from '../../api/field.ts';
import type { JwtAuthenticatorConfiguration } from '../../authentication/oidc/configuration.ts';
import type { Expression, Expressions } from '../../authentication/oidc/expressions.ts';
import { repeats } from '../../util/repeats.ts';
import type { AnonymousConfiguration, AuthenticationConfiguration } from './authentication-configuration.ts';
import { validateIssuer } from './validate-issuer.ts';
import { validateClaimMappings } from './validate-mappings.ts';
import { validateClaimRules, validateUserRules } from './validate-rules.ts';

export interface ValidationContext {
  readonly expressions: Expressions;
  /** Issuers of other authenticators. */
  readonly disallowedIssuers: readonly string[];
}

const MOST_AUTHENTICATORS = 64;

/** In kube-apiserver's words, and at its paths. */
export function validateAuthenticationConfiguration(
  { jwt, anonymous }: AuthenticationConfiguration,
  context: ValidationContext,
): FieldError[] {
  const at = path('jwt');
  if (jwt.length > MOST_AUTHENTICATORS) return [tooMany(at, jwt.length, MOST_AUTHENTICATORS)];
  return [
    ...jwt.flatMap((authenticator, index) => validateJwt(authenticator, context, at.index(index))),
    ...validateUnique(jwt, at),
    ...(anonymous ? validateAnonymous(anonymous, path('anonymous')) : []),
  ];
}

function validateJwt(
  { issuer, claimValidationRules, claimMappings, userValidationRules }: JwtAuthenticatorConfiguration,
  { expressions, disallowedIssuers }: ValidationContext,
  at: FieldPath,
): FieldError[] {
  const used: Expression[] = [];
  return [
    ...validateIssuer(issuer, disallowedIssuers, at.child('issuer')),
    ...validateClaimRules(claimValidationRules, expressions, used, at.child('claimValidationRules')),
    ...validateClaimMappings(claimMappings, expressions, used, at.child('claimMappings')),
    ...validateUserRules(userValidationRules, expressions, at.child('userValidationRules')),
  ];
}

function validateUnique(jwt: readonly JwtAuthenticatorConfiguration[], at: FieldPath): FieldError[] {
  return (['url', 'discoveryURL'] as const).flatMap((field) => {
    const values = jwt.map(({ issuer }) => issuer[field]);
    const isRepeated = repeats(values);
    return values.flatMap((value, index) =>
      value !== '' && isRepeated[index] ? [duplicate(at.index(index).child('issuer', field), value)] : [],
    );
  });
}

function validateAnonymous({ enabled, conditions }: AnonymousConfiguration, at: FieldPath): FieldError[] {
  if (enabled || conditions.length === 0) return [];
  return [
    invalidValue(at.child('conditions'), conditions, 'enabled should be set to true when conditions are defined'),
  ];
}
