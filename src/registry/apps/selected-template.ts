import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import type { V1LabelSelector, V1PodTemplateSpec } from '../../schema/generated/types.ts';
import {
  isUsableSelector,
  shownSelector,
  validateRequiredSelector,
  validateTemplateSelected,
} from '../workloads/selector.ts';
import { validateLongRunningTemplate } from '../workloads/template.ts';

/**
 * The selector and the template of a Deployment or a ReplicaSet. A selector that cannot be evaluated hides the
 * template's errors; messages speak of deployments and replica sets for both kinds, as upstream's do.
 */
export function validateSelectedTemplate(
  { selector, template }: { selector?: V1LabelSelector | null; template?: V1PodTemplateSpec },
  path: FieldPath,
  oldTemplate?: V1PodTemplateSpec,
): FieldError[] {
  const selectorAt = path.child('selector');
  const errors = validateRequiredSelector(selector, 'deployment', selectorAt);
  if (!isUsableSelector(selector, selectorAt)) {
    return [...errors, invalidValue(selectorAt, shownSelector(selector), 'invalid label selector')];
  }
  const templateAt = path.child('template');
  return [
    ...errors,
    ...validateTemplateSelected(selector, template, templateAt),
    ...validateLongRunningTemplate(template, 'ReplicaSet', templateAt, oldTemplate),
  ];
}
