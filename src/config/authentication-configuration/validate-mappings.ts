/** What claims mean (k8s.io/apiserver/pkg/apis/apiserver/validation). */
import { validateDomainPath } from '../../api/domain-path.ts';
import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type {
  ClaimMappings,
  ClaimOrExpression,
  ExtraMapping,
  PrefixedClaimOrExpression,
} from '../../authentication/oidc/configuration.ts';
import type { Expression, Expressions } from '../../authentication/oidc/expressions.ts';
import { repeats } from '../../util/repeats.ts';
import { compileInto } from './compiled.ts';

/** @param used the expressions of rules; gets those of mappings that may ask whether an address is verified */
export function validateClaimMappings(
  mappings: ClaimMappings,
  expressions: Expressions,
  used: Expression[],
  at: FieldPath,
): FieldError[] {
  const compile = (text: string) => expressions.mapping(text);
  const username: Expression[] = [];
  const errors = [
    ...validateUsername(mappings.username, compile, username, at.child('username')),
    ...validatePrefixed(mappings.groups, compile, [], at.child('groups')),
    ...validateUid(mappings.uid, compile, at.child('uid')),
    ...validateExtra(mappings.extra, compile, used, at.child('extra')),
  ];
  const mentions = (field: string) => (expression: Expression) => expression.mentions(field);
  const isUnverified = username.some(mentions('email')) && ![...username, ...used].some(mentions('email_verified'));
  return isUnverified ? [...errors, unverifiedEmail(mappings.username.expression, at)] : errors;
}

type Compile = (text: string) => Expression;

/** Threat: an issuer that does not verify addresses lets anybody be anybody. */
function unverifiedEmail(expression: string, at: FieldPath): FieldError {
  const rule =
    'claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression';
  return invalidValue(at.child('username', 'expression'), expression, rule);
}

function validateUsername(
  mapping: PrefixedClaimOrExpression,
  compile: Compile,
  used: Expression[],
  at: FieldPath,
): FieldError[] {
  if (mapping.claim === '' && mapping.expression === '') return [required(at, 'claim or expression is required')];
  return validatePrefixed(mapping, compile, used, at);
}

const BOTH = "claim and expression can't both be set";

function validatePrefixed(
  { claim, prefix, expression }: PrefixedClaimOrExpression,
  compile: Compile,
  used: Expression[],
  at: FieldPath,
): FieldError[] {
  if (claim !== '' && expression !== '') return [invalidValue(at, '', BOTH)];
  if (claim !== '') return prefix === undefined ? [required(at.child('prefix'), PREFIX_REQUIRED)] : [];
  if (expression === '') return [];
  const stray = prefix === undefined ? [] : [invalidValue(at.child('prefix'), prefix, PREFIX_STRAY)];
  return [...stray, ...compileInto(used, compile, expression, at.child('expression'))];
}

const PREFIX_REQUIRED = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing';
const PREFIX_STRAY = 'may not be specified when expression is set';

function validateUid({ claim, expression }: ClaimOrExpression, compile: Compile, at: FieldPath): FieldError[] {
  if (expression === '') return [];
  if (claim !== '') return [invalidValue(at, '', BOTH)];
  return compileInto([], compile, expression, at.child('expression'));
}

function validateExtra(
  mappings: readonly ExtraMapping[],
  compile: Compile,
  used: Expression[],
  at: FieldPath,
): FieldError[] {
  const isRepeated = repeats(mappings.map(({ key }) => key));
  return mappings.flatMap(({ key, valueExpression }, index) => {
    const path = at.index(index);
    const errors = validateExtraKey(key, path.child('key'));
    if (isRepeated[index]) return [...errors, duplicate(path.child('key'), key)];
    const valuePath = path.child('valueExpression');
    if (valueExpression === '') return [...errors, required(valuePath)];
    return [...errors, ...compileInto(used, compile, valueExpression, valuePath)];
  });
}

const RESERVED = 'k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use';
const RESERVED_DOMAIN = /^(.+\.)?(kubernetes|k8s)\.io\//;

function validateExtraKey(key: string, at: FieldPath): FieldError[] {
  return [
    ...validateDomainPath(key, at),
    ...(key === key.toLowerCase() ? [] : [invalidValue(at, key, 'must be lowercase')]),
    ...(RESERVED_DOMAIN.test(key) ? [invalidValue(at, key, RESERVED)] : []),
  ];
}
