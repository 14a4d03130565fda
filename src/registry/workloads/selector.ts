/** How a workload's selector and its pod template must fit together. */
import { type FieldError, type FieldPath, GoValue, invalidValue, required } from '../../api/field.ts';
import { goQuote, goStringMap, goStrings } from '../../api/go-format.ts';
import { LabelSelector } from '../../api/labels.ts';
import type { V1LabelSelector, V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { IMMUTABLE } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';

/** A selector that must be given and must select something. @param kind how messages name the workload */
export function validateRequiredSelector(
  selector: V1LabelSelector | undefined,
  kind: string,
  path: FieldPath,
): FieldError[] {
  if (!selector) return [required(path)];
  return [...validateLabelSelector(selector, path), ...validateSelectsSomething(selector, kind, path)];
}

export function validateSelectsSomething(selector: V1LabelSelector, kind: string, path: FieldPath): FieldError[] {
  return isEmptySelector(selector)
    ? [invalidValue(path, goLabelSelector(selector), `empty selector is invalid for ${kind}`)]
    : [];
}

/** Whether the selector can be evaluated at all; an absent one can, and selects nothing. */
export function isUsableSelector(selector: V1LabelSelector | undefined, path: FieldPath): boolean {
  return validateLabelSelector(selector, path).length === 0;
}

/** An empty selector matches any template; an absent one none. @param path of the template */
export function validateTemplateSelected(
  selector: V1LabelSelector | undefined,
  template: V1PodTemplateSpec | undefined,
  path: FieldPath,
): FieldError[] {
  const labels = template?.metadata?.labels;
  if (LabelSelector.fromObject(selector)?.matches(labels)) return [];
  return [
    invalidValue(path.child('metadata', 'labels'), goLabels(labels), '`selector` does not match template `labels`'),
  ];
}

export function validateSelectorImmutable(
  selector: V1LabelSelector | undefined,
  old: V1LabelSelector | undefined,
  path: FieldPath,
): FieldError[] {
  return deepEqual(selector, old) ? [] : [invalidValue(path, goLabelSelector(selector), IMMUTABLE)];
}

function isEmptySelector({ matchLabels, matchExpressions }: V1LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length + (matchExpressions ?? []).length === 0;
}

function goLabels(labels: Record<string, string> | undefined): GoValue {
  return new GoValue(labels ? goStringMap(labels) : 'map[string]string(nil)');
}

export function goLabelSelector(selector: V1LabelSelector | undefined): GoValue {
  if (!selector) return new GoValue('null');
  const requirements = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    const shown = values ? goStrings(values) : '[]string(nil)';
    return `v1.LabelSelectorRequirement{Key:${goQuote(key ?? '')}, Operator:${goQuote(operator ?? '')}, Values:${shown}}`;
  });
  const expressions = requirements.length > 0 ? `{${requirements.join(', ')}}` : '(nil)';
  const labels = goLabels(selector.matchLabels).text;
  return new GoValue(
    `v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:[]v1.LabelSelectorRequirement${expressions}}`,
  );
}
