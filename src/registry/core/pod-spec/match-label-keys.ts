/** Keys of a pod's own labels that selectors of affinity and spreading take their values from. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import type { V1LabelSelector } from '../../../schema/generated/types.ts';
import { each, validateQualifiedName } from './rules.ts';

interface KeyedSelector {
  readonly labelSelector?: V1LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

export function validateLabelKeys(term: KeyedSelector, at: FieldPath): FieldError[] {
  const { labelSelector: selector, matchLabelKeys: match = [], mismatchLabelKeys: mismatch = [] } = term;
  const mismatched = new Set(mismatch);
  return [
    ...validateKeys(match, selector, at.child('matchLabelKeys')),
    ...validateKeys(mismatch, selector, at.child('mismatchLabelKeys')),
    ...validateNotSelected(match, selector, at),
    ...each(match, at.child('matchLabelKeys'), (key, keyAt) =>
      mismatched.has(key) ? [invalidValue(keyAt, key, 'exists in both matchLabelKeys and mismatchLabelKeys')] : [],
    ),
  ];
}

function validateKeys(keys: readonly string[], selector: V1LabelSelector | undefined, at: FieldPath): FieldError[] {
  if (keys.length === 0) return [];
  if (!selector) return [forbiddenField(at, 'must not be specified when labelSelector is not set')];
  return each(keys, at, validateQualifiedName);
}

/**
 * A pod's creation has already added one expression for each key: a key that stands in the selector twice was also
 * selected by the client.
 */
function validateNotSelected(
  keys: readonly string[],
  selector: V1LabelSelector | undefined,
  at: FieldPath,
): FieldError[] {
  const positions = new Map(keys.map((key, position) => [key, position]));
  const selected = new Set(Object.keys(selector?.matchLabels ?? {}));
  const errors: FieldError[] = [];
  for (const { key = '' } of selector?.matchExpressions ?? []) {
    const position = positions.get(key);
    if (position !== undefined && selected.has(key)) {
      errors.push(invalidValue(at.index(position), key, 'exists in both matchLabelKeys and labelSelector'));
    }
    selected.add(key);
  }
  return errors;
}
