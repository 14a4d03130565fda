/** Annotations with rules of their own. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import { MIRROR_ANNOTATION } from '../../../api/pods/mirror-pod.ts';
import type { V1PodSpec, V1Toleration } from '../../../schema/generated/types.ts';
import { DELETION_COST_ANNOTATION, TOLERATIONS_ANNOTATION } from './annotation-keys.ts';
import { validateProfileAnnotations } from './security-profiles.ts';
import { validateTolerations } from './tolerations.ts';

const INT32 = /^(?:0|-?[1-9][0-9]{0,9})$/;

export function validatePodAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  spec: V1PodSpec,
  at: FieldPath,
): FieldError[] {
  const values = new Map(Object.entries(annotations ?? {}));
  const errors: FieldError[] = [];
  const mirror = values.get(MIRROR_ANNOTATION);
  if (mirror !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalidValue(at.key(MIRROR_ANNOTATION), mirror, detail));
  }
  const tolerations = values.get(TOLERATIONS_ANNOTATION);
  if (tolerations) errors.push(...validateTolerationsText(tolerations, at));
  const cost = values.get(DELETION_COST_ANNOTATION);
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalidValue(at.key(DELETION_COST_ANNOTATION), cost, 'must be a 32bit integer'));
  }
  return [...errors, ...validateProfileAnnotations(annotations ?? {}, spec, at)];
}

function isInt32(text: string): boolean {
  return INT32.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function validateTolerationsText(text: string, at: FieldPath): FieldError[] {
  const tolerations = parseTolerations(text);
  if (!tolerations) return [invalidValue(at, TOLERATIONS_ANNOTATION, 'must be a JSON list of tolerations')];
  return validateTolerations(tolerations, at.child(TOLERATIONS_ANNOTATION));
}

/** A client's own text: anything may stand in it. */
function parseTolerations(text: string): V1Toleration[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every(isToleration) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isToleration(value: unknown): value is V1Toleration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { tolerationSeconds, ...texts } = value as Record<string, unknown>;
  const secondsFit = tolerationSeconds === undefined || typeof tolerationSeconds === 'number';
  return secondsFit && Object.values(texts).every((text) => typeof text === 'string');
}
