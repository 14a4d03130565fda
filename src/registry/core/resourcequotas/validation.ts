import { type FieldError, type FieldPath, invalidValue, path, required } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1ResourceQuota, V1ResourceQuotaSpec } from '../../../schema/generated/types.ts';
import { IMMUTABLE } from '../../validation/common.ts';
import { validateQuotaResourceName, validateResourceQuantity } from '../../validation/resource-names.ts';
import { validateScopeSelector, validateScopes } from './scopes.ts';

type ResourceQuota = V1ResourceQuota & KubeObject;

const SPEC = path('spec');
const STATUS = path('status');

/** Of the spec alone: the status of a new quota is the server's, made from the same amounts. */
export function validateResourceQuota(quota: ResourceQuota): FieldError[] {
  return validateSpec(quota.spec ?? {});
}

export function validateResourceQuotaUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors = validateSpec(quota.spec ?? {});
  const scopes = quota.spec?.scopes ?? [];
  if (!sameMembers(scopes, old.spec?.scopes ?? [])) {
    errors.push(invalidValue(SPEC.child('scopes'), quota.spec?.scopes, IMMUTABLE));
  }
  return errors;
}

export function validateStatusUpdate(quota: ResourceQuota): FieldError[] {
  const errors = validateStatus(quota);
  return quota.metadata.resourceVersion ? errors : [required(path('resourceVersion')), ...errors];
}

function validateSpec(spec: V1ResourceQuotaSpec): FieldError[] {
  return [
    ...validateAmounts(spec.hard, SPEC.child('hard')),
    ...validateScopes(spec, SPEC.child('scopes')),
    ...validateScopeSelector(spec, SPEC.child('scopeSelector', 'matchExpressions')),
  ];
}

function validateStatus(quota: ResourceQuota): FieldError[] {
  return (['hard', 'used'] as const).flatMap((field) => validateAmounts(quota.status?.[field], STATUS.child(field)));
}

function validateAmounts(amounts: Record<string, string> | undefined, at: FieldPath): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => [
    ...validateQuotaResourceName(name, at.key(name)),
    ...validateResourceQuantity(name, amount, at.key(name)),
  ]);
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).symmetricDifference(new Set(b)).size === 0;
}
