/** Rules of roles: what they may grant, in which form. */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import type { V1PolicyRule } from '../../schema/generated/types.ts';

export function validateRules(rules: readonly V1PolicyRule[] | null | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, position) => validateRule(rule, namespaced, path('rules').index(position)));
}

function validateRule(rule: V1PolicyRule, namespaced: boolean, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!rule.verbs?.length) errors.push(required(at.child('verbs'), 'verbs must contain at least one value'));
  if (rule.nonResourceURLs?.length) return [...errors, ...validatePathRule(rule, namespaced, at)];
  if (!rule.apiGroups?.length) {
    errors.push(required(at.child('apiGroups'), 'resource rules must supply at least one api group'));
  }
  if (!rule.resources?.length) {
    errors.push(required(at.child('resources'), 'resource rules must supply at least one resource'));
  }
  return errors;
}

function validatePathRule(rule: V1PolicyRule, namespaced: boolean, at: FieldPath): FieldError[] {
  const paths = rule.nonResourceURLs ?? [];
  const refuse = (detail: string): FieldError => invalidValue(at.child('nonResourceURLs'), paths, detail);
  const errors: FieldError[] = [];
  if (namespaced) errors.push(refuse('namespaced rules cannot apply to non-resource URLs'));
  if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
    errors.push(refuse('rules cannot apply to both regular resources and non-resource URLs'));
  }
  return errors;
}
