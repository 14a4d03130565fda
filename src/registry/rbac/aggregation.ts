import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import type { V1AggregationRule } from '../../schema/generated/types.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { shownSelector } from '../workloads/selector.ts';

/** A cluster role whose rules are gathered from others must say from which. */
export function validateAggregation(rule: V1AggregationRule | undefined): FieldError[] {
  if (!rule) return [];
  const at = path('aggregationRule', 'clusterRoleSelectors');
  const selectors = rule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    return [required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, position) => {
    const errors = validateLabelSelector(selector, at.index(position));
    if (errors.length === 0) return [];
    return [...errors, invalidValue(at.index(position), shownSelector(selector), 'invalid label selector.')];
  });
}
