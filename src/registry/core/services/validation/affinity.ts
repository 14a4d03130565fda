import { type FieldError, forbiddenField, invalidValue, path } from '../../../../api/field.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { validateEnum } from '../../../validation/common.ts';

const SPEC = path('spec');
const AFFINITIES = ['ClientIP', 'None'];
const MAX_TIMEOUT_SECONDS = 86400;

export function validateAffinity(spec: V1ServiceSpec): FieldError[] {
  return [...validateEnum(spec.sessionAffinity, AFFINITIES, SPEC.child('sessionAffinity')), ...validateConfig(spec)];
}

function validateConfig(spec: V1ServiceSpec): FieldError[] {
  const at = SPEC.child('sessionAffinityConfig');
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig) {
    return [forbiddenField(at, 'must not be set when session affinity is None')];
  }
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (timeout === undefined || (timeout > 0 && timeout <= MAX_TIMEOUT_SECONDS)) return [];
  const detail = `must be greater than 0 and less than ${MAX_TIMEOUT_SECONDS}`;
  return [invalidValue(at.child('clientIP', 'timeoutSeconds'), timeout, detail)];
}
