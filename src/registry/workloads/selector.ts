/** How a workload's selector and its pod template must fit together. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { LabelSelector } from '../../api/labels.ts';
import type { V1LabelSelector, V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { IMMUTABLE } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';

/** A selector that must be given and must select something. @param kind how messages name the workload */
export function validateRequiredSelector(
  selector: V1LabelSelector | null | undefined,
  kind: string,
  path: FieldPath,
): FieldError[] {
  if (!selector) return [required(path)];
  return [...validateLabelSelector(selector, path), ...validateSelectsSomething(selector, kind, path)];
}

export function validateSelectsSomething(selector: V1LabelSelector, kind: string, path: FieldPath): FieldError[] {
  return isEmptySelector(selector)
    ? [invalidValue(path, shownSelector(selector), `empty selector is invalid for ${kind}`)]
    : [];
}

/** Whether the selector can be evaluated at all; an absent one can, and selects nothing. */
export function isUsableSelector(selector: V1LabelSelector | null | undefined, path: FieldPath): boolean {
  return validateLabelSelector(selector, path).length === 0;
}

/** An empty selector matches any template; an absent one none. @param path of the template */
export function validateTemplateSelected(
  selector: V1LabelSelector | null | undefined,
  template: V1PodTemplateSpec | undefined,
  path: FieldPath,
): FieldError[] {
  const labels = template?.metadata?.labels;
  if (LabelSelector.fromObject(selector)?.matches(labels)) return [];
  return [
    invalidValue(path.child('metadata', 'labels'), shownLabels(labels), '`selector` does not match template `labels`'),
  ];
}

export function validateSelectorImmutable(
  selector: V1LabelSelector | null | undefined,
  old: V1LabelSelector | null | undefined,
  path: FieldPath,
): FieldError[] {
  return deepEqual(selector, old) ? [] : [invalidValue(path, shownSelector(selector), IMMUTABLE)];
}

function isEmptySelector({ matchLabels, matchExpressions }: V1LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length + (matchExpressions ?? []).length === 0;
}

/** As messages show labels: sorted by their names. */
function shownLabels(labels: Readonly<Record<string, string>> | undefined): object | null {
  return labels ? Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) : null;
}

/** As messages show selectors: parts that are empty are left out. */
export function shownSelector(selector: V1LabelSelector | null | undefined): object | null {
  if (!selector) return null;
  const { matchExpressions = [], matchLabels = {} } = selector;
  const requirements = matchExpressions.map(({ key = '', operator = '', values = [] }) => ({
    key,
    operator,
    ...(values.length > 0 && { values }),
  }));
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels: shownLabels(matchLabels) }),
    ...(requirements.length > 0 && { matchExpressions: requirements }),
  };
}
