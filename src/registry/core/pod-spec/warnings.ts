import type { FieldPath } from '../../../api/field.ts';
import type { V1PodTemplateSpec } from '../../../schema/generated/types.ts';

/** Texts for Warning headers about a workload's template. */
export function podTemplateWarnings(
  _template: V1PodTemplateSpec | undefined,
  _at: FieldPath,
  _old?: V1PodTemplateSpec,
): string[] {
  return [];
}
