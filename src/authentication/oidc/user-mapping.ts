/** From the claims of a verified token to the user that it stands for. */
import type { JsonObject } from '../../api/object.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../../request/user-info.ts';
import { type Claims, hasClaim, isStrings, stringClaim, stringsClaim } from './claims.ts';
import type { ClaimMappings, ClaimOrExpression, JwtAuthenticatorConfiguration } from './configuration.ts';
import type { Expression, Expressions } from './expressions.ts';
import { TokenError } from './token-error.ts';

/** @throws TokenError when the claims do not meet the rules */
export type UserMapping = (claims: Claims) => UserInfo;

type Read<T> = (claims: Claims) => T;
type Check<T> = (input: T) => void;

/** Compiles every expression of the configuration. */
export function userMapping(configuration: JwtAuthenticatorConfiguration, expressions: Expressions): UserMapping {
  const { claimMappings: mappings, claimValidationRules, userValidationRules } = configuration;
  const read = {
    name: usernameReader(mappings.username, expressions),
    groups: groupsReader(mappings.groups, expressions),
    uid: uidReader(mappings.uid, expressions),
    extra: extraReader(mappings.extra, expressions),
  };
  const claimChecks = claimValidationRules.map(({ claim, requiredValue, expression, message }) =>
    claim === ''
      ? expressionCheck(expressions.claimRule(expression), expression, message)
      : valueCheck(claim, requiredValue),
  );
  const userChecks = userValidationRules.map(({ expression, message }) =>
    expressionCheck(expressions.userRule(expression), expression, message),
  );
  return (claims) => {
    for (const check of claimChecks) check(claims);
    const user = {
      name: read.name(claims),
      uid: read.uid(claims),
      groups: read.groups(claims),
      extra: read.extra(claims),
    };
    const { name: username, ...rest } = user;
    for (const check of userChecks) check({ username, ...rest });
    return authenticatedUser(user);
  };
}

function authenticatedUser({ name, uid, groups, extra }: Required<UserInfo>): UserInfo {
  return {
    name,
    ...(uid !== '' && { uid }),
    groups: [...new Set([...groups, GROUP_AUTHENTICATED])],
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function usernameReader(mapping: ClaimMappings['username'], expressions: Expressions): Read<string> {
  const { claim, prefix = '', expression } = mapping;
  const read =
    expression === ''
      ? (claims: Claims) => claimedName(claims, claim)
      : textReader(expressions.mapping(expression), 'username');
  return (claims) => {
    const name = read(claims);
    if (name === '') throw new TokenError('the username is empty');
    return prefix + name;
  };
}

/** An address that its issuer says is not verified is anybody's (OpenID Connect Core 1.0, 5.1). */
function claimedName(claims: Claims, claim: string): string {
  if (claim === 'email' && hasClaim(claims, 'email_verified') && claims.email_verified !== true) {
    throw new TokenError('the email address is not verified');
  }
  return stringClaim(claims, claim);
}

function groupsReader(mapping: ClaimMappings['groups'], expressions: Expressions): Read<readonly string[]> {
  const { claim, prefix = '', expression } = mapping;
  if (expression !== '') return stringsReader(expressions.mapping(expression), 'groups');
  if (claim === '') return () => [];
  return (claims) => (hasClaim(claims, claim) ? stringsClaim(claims, claim).map((group) => prefix + group) : []);
}

function uidReader({ claim, expression }: ClaimOrExpression, expressions: Expressions): Read<string> {
  if (expression !== '') return textReader(expressions.mapping(expression), 'uid');
  return claim === '' ? () => '' : (claims) => stringClaim(claims, claim);
}

function extraReader(mappings: ClaimMappings['extra'], expressions: Expressions) {
  const readers = mappings.map(({ key, valueExpression }) => {
    return [key, stringsReader(expressions.mapping(valueExpression), `extra ${JSON.stringify(key)}`)] as const;
  });
  return (claims: Claims): Record<string, readonly string[]> => {
    const entries = readers.map(([key, read]) => [key, read(claims)] as const);
    return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
  };
}

function textReader(expression: Expression, what: string): Read<string> {
  return (claims) => {
    const value = evaluated(expression, claims, what);
    if (typeof value !== 'string') throw new TokenError(`the ${what} expression must return a string`);
    return value;
  };
}

/** Null and what is empty say nothing. */
function stringsReader(expression: Expression, what: string): Read<readonly string[]> {
  return (claims) => {
    const value = evaluated(expression, claims, what) ?? [];
    const values = typeof value === 'string' ? [value] : value;
    if (!isStrings(values)) throw new TokenError(`the ${what} expression must return a string or a list of strings`);
    return values.filter((text) => text !== '');
  };
}

function evaluated(expression: Expression, claims: Claims, what: string): unknown {
  try {
    return expression.evaluate(claims);
  } catch (error) {
    throw new TokenError(`the ${what} expression failed: ${(error as Error).message}`);
  }
}

function valueCheck(claim: string, requiredValue: string): Check<Claims> {
  return (claims) => {
    if (stringClaim(claims, claim) !== requiredValue) {
      throw new TokenError(`the claim ${JSON.stringify(claim)} has not the required value`);
    }
  };
}

function expressionCheck(rule: Expression, text: string, message: string): Check<JsonObject> {
  const refusal = `validation expression '${text}' failed: ${message}`;
  return (input) => {
    if (evaluated(rule, input, 'validation') !== true) throw new TokenError(refusal);
  };
}
