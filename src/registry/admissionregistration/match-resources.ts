import { type FieldError, type FieldPath, required } from '../../api/field.ts';
import type { V1LabelSelector, V1MatchResources } from '../../schema/generated/types.ts';
import { requiredEnum, supported } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { setRuleDefaults, validateNamedRule } from './rules.ts';

export const MATCH_POLICIES = ['Equivalent', 'Exact'];

export function setMatchResourcesDefaults(match: V1MatchResources | undefined): void {
  if (!match) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  setRuleDefaults(match.resourceRules);
  setRuleDefaults(match.excludeResourceRules);
}

/** Absent passes. */
export function validateMatchResources(match: V1MatchResources | undefined, path: FieldPath): FieldError[] {
  if (!match) return [];
  return [
    ...requiredEnum(match.matchPolicy, MATCH_POLICIES, path.child('matchPolicy')),
    ...validateSelector(match.namespaceSelector, path.child('namespaceSelector')),
    ...validateSelector(match.objectSelector, path.child('objectSelector')),
    ...(['resourceRules', 'excludeResourceRules'] as const).flatMap((field) =>
      (match[field] ?? []).flatMap((rule, position) => validateNamedRule(rule, path.child(field).index(position))),
    ),
  ];
}

const MUTABLE_OPERATIONS = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

/** There is nothing to change in what is deleted. */
export function validateMutableOperations(match: V1MatchResources | undefined, path: FieldPath): FieldError[] {
  // Upstream does not say which rule.
  const at = path.child('resourceRules', 'operations');
  const operations = (match?.resourceRules ?? []).flatMap((rule) => rule.operations ?? []);
  return operations.flatMap((operation) => supported(operation, MUTABLE_OPERATIONS, at));
}

function validateSelector(selector: V1LabelSelector | undefined, path: FieldPath): FieldError[] {
  return selector ? validateLabelSelector(selector, path) : [required(path)];
}
