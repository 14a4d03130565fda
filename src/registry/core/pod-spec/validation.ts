import { type FieldError, type FieldPath, required } from '../../../api/field.ts';
import type { V1ObjectMeta, V1PodSpec, V1PodTemplateSpec } from '../../../schema/generated/types.ts';
import type { PodSpecOptions, PodTemplateOptions } from './options.ts';

/** Everything in a workload's template but what the workload's own kind adds. */
export function validatePodTemplateSpec(
  template: V1PodTemplateSpec | undefined,
  at: FieldPath,
  _options: PodTemplateOptions = {},
): FieldError[] {
  return validatePodSpec(template?.spec, template?.metadata, at.child('spec'));
}

/** @param meta the metadata of the pod or the template that holds the spec */
export function validatePodSpec(
  spec: V1PodSpec | undefined,
  _meta: V1ObjectMeta | undefined,
  at: FieldPath,
  _options: PodSpecOptions = {},
): FieldError[] {
  return spec?.containers?.length ? [] : [required(at.child('containers'))];
}
