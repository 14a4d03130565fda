/** Where traffic goes: policies of external and internal traffic, health checks, distribution. */
import { type FieldError, invalidValue, notSupported, path, required } from '../../../../api/field.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { validateEnum } from '../../../validation/common.ts';
import { validatePortNumber } from '../../../validation/ports.ts';
import { isExternallyAccessible, needsHealthCheckNodePort } from '../service.ts';

const SPEC = path('spec');
const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export function validateTraffic(spec: V1ServiceSpec): FieldError[] {
  return [
    ...validateExternalPolicy(spec),
    ...validateHealthCheckNodePort(spec),
    ...validateIfSet(spec, 'internalTrafficPolicy', POLICIES),
    ...validateIfSet(spec, 'trafficDistribution', DISTRIBUTIONS),
  ];
}

function validateExternalPolicy(spec: V1ServiceSpec): FieldError[] {
  const at = SPEC.child('externalTrafficPolicy');
  const policy = spec.externalTrafficPolicy;
  if (isExternallyAccessible(spec)) return validateEnum(policy, POLICIES, at);
  return policy ? [invalidValue(at, policy, 'may only be set for externally-accessible services')] : [];
}

function validateHealthCheckNodePort(spec: V1ServiceSpec): FieldError[] {
  const at = SPEC.child('healthCheckNodePort');
  const port = spec.healthCheckNodePort ?? 0;
  if (needsHealthCheckNodePort(spec)) return port === 0 ? [required(at)] : validatePortNumber(port, at);
  if (port === 0) return [];
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [invalidValue(at, port, detail)];
}

function validateIfSet(
  spec: V1ServiceSpec,
  field: 'internalTrafficPolicy' | 'trafficDistribution',
  allowed: readonly string[],
): FieldError[] {
  const value = spec[field];
  return value === undefined || allowed.includes(value) ? [] : [notSupported(SPEC.child(field), value, allowed)];
}
