import { type FieldError, type FieldPath, forbiddenField, notSupported } from '../../api/field.ts';
import type { V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { validatePodTemplateSpec } from '../core/pod-spec/index.ts';

/** A template whose pods run until they are replaced. @param kind how messages name the workload */
export function validateLongRunningTemplate(
  template: V1PodTemplateSpec | undefined,
  kind: string,
  path: FieldPath,
  old?: V1PodTemplateSpec,
): FieldError[] {
  return [...validatePodTemplateSpec(template, path, old ? { old } : {}), ...validateRunsForever(template, kind, path)];
}

/** The part of the rules that does not look into the pod's own spec. */
export function validateRunsForever(
  template: V1PodTemplateSpec | undefined,
  kind: string,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const spec = template?.spec;
  if (spec?.restartPolicy !== 'Always') {
    errors.push(notSupported(path.child('spec', 'restartPolicy'), spec?.restartPolicy ?? '', ['Always']));
  }
  if (spec?.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbiddenField(path.child('spec', 'activeDeadlineSeconds'), detail));
  }
  return errors;
}
