/** What claims and users must be like (k8s.io/apiserver/pkg/apis/apiserver/validation). */
import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type { ClaimValidationRule, UserValidationRule } from '../../authentication/oidc/configuration.ts';
import type { Expression, Expressions } from '../../authentication/oidc/expressions.ts';
import { repeats } from '../../util/repeats.ts';
import { compileInto } from './compiled.ts';

/** @param used gets the expressions */
export function validateClaimRules(
  rules: readonly ClaimValidationRule[],
  expressions: Expressions,
  used: Expression[],
  at: FieldPath,
): FieldError[] {
  const isRepeatedClaim = repeats(rules.map(({ claim }) => claim));
  const isRepeatedExpression = repeats(rules.map(({ expression }) => expression));
  const compile = (text: string) => expressions.claimRule(text);
  return rules.flatMap((rule, index) => {
    const path = at.index(index);
    const { claim, expression } = rule;
    if (claim === '' && expression === '') return [required(path, 'claim or expression is required')];
    if (claim !== '' && expression !== '') return [invalidValue(path, claim, "claim and expression can't both be set")];
    if (claim !== '') return validateRequiredValue(rule, isRepeatedClaim[index]!, path);
    const stray = validateNoRequiredValue(rule, path);
    if (isRepeatedExpression[index]) return [...stray, duplicate(path.child('expression'), expression)];
    return [...stray, ...compileInto(used, compile, expression, path.child('expression'))];
  });
}

function validateRequiredValue({ claim, message }: ClaimValidationRule, isRepeated: boolean, at: FieldPath) {
  return [
    ...(message === '' ? [] : [invalidValue(at.child('message'), message, 'may not be specified when claim is set')]),
    ...(isRepeated ? [duplicate(at.child('claim'), claim)] : []),
  ];
}

function validateNoRequiredValue({ requiredValue }: ClaimValidationRule, at: FieldPath): FieldError[] {
  if (requiredValue === '') return [];
  return [invalidValue(at.child('requiredValue'), requiredValue, 'may not be specified when expression is set')];
}

export function validateUserRules(
  rules: readonly UserValidationRule[],
  expressions: Expressions,
  at: FieldPath,
): FieldError[] {
  const isRepeated = repeats(rules.map(({ expression }) => expression));
  const compile = (text: string) => expressions.userRule(text);
  return rules.flatMap(({ expression }, index) => {
    const path = at.index(index).child('expression');
    if (expression === '') return [required(path)];
    return isRepeated[index] ? [duplicate(path, expression)] : compileInto([], compile, expression, path);
  });
}
