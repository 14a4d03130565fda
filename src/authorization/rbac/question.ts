import { pathCovers } from '../../api/rbac/covers.ts';
import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { Attributes } from '../authorizer.ts';

/** A request's attributes in the form that rules are compared with, made once a decision. */
export interface Question {
  readonly verb: string;
  readonly isResourceRequest: boolean;
  readonly group: string;
  /** `pods`, or `pods/log`. */
  readonly resource: string;
  /** `*` for the resource, with the subresource; empty where there is no subresource. */
  readonly anyWithSubresource: string;
  readonly name: string;
  readonly path: string;
}

export function questionOf({
  verb,
  isResourceRequest,
  group,
  resource,
  subresource,
  name,
  path,
}: Attributes): Question {
  const isSub = subresource !== '';
  return {
    verb,
    isResourceRequest,
    group,
    resource: isSub ? `${resource}/${subresource}` : resource,
    anyWithSubresource: isSub ? `*/${subresource}` : '',
    name,
    path,
  };
}

const NONE: readonly string[] = [];

function hasOrAny(values: readonly string[] = NONE, value: string): boolean {
  return values.includes('*') || values.includes(value);
}

export function verbMatches({ verbs }: PolicyRule, verb: string): boolean {
  return hasOrAny(verbs ?? NONE, verb);
}

export function groupMatches({ apiGroups }: PolicyRule, group: string): boolean {
  return hasOrAny(apiGroups, group);
}

export function resourceMatches({ resources = NONE }: PolicyRule, question: Question): boolean {
  const { resource, anyWithSubresource } = question;
  return hasOrAny(resources, resource) || (anyWithSubresource !== '' && resources.includes(anyWithSubresource));
}

/** A rule without names is for all of them; one with names is for none of a request that names no object. */
export function nameMatches({ resourceNames = NONE }: PolicyRule, name: string): boolean {
  return resourceNames.length === 0 || resourceNames.includes(name);
}

/** Whether one rule alone allows it. */
export function ruleAllows(rule: PolicyRule, question: Question): boolean {
  if (!verbMatches(rule, question.verb)) return false;
  if (!question.isResourceRequest) {
    return (rule.nonResourceURLs ?? NONE).some((pattern) => pathCovers(pattern, question.path));
  }
  return groupMatches(rule, question.group) && resourceMatches(rule, question) && nameMatches(rule, question.name);
}
